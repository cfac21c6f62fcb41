package report

import (
	"strings"
)

// table writes a header; rows follow with line.
func (m *markdown) table(columns ...string) {
	m.WriteString("| " + strings.Join(columns, " | ") + " |\n|" + strings.Repeat(" --- |", len(columns)) + "\n")
}

func (m *markdown) evidence(v view) {
	m.block("## Evidence")
	if len(v.Findings) == 0 {
		m.block("No check was asked.")
		return
	}
	m.block("%v", v.Counts())
	m.table("Verdict", "Check", "Subject", "What was seen")
	for _, list := range [][]*Finding{v.Failed, v.Demanded} {
		m.findings(v.lines(list))
	}
	for _, list := range [][]*Finding{v.Unsure, v.Passed, v.Skipped} {
		for _, g := range byCheck(list) {
			m.line("| %v | %v | %v | %v |", verdictBadge(g.Findings[0]), g.Check, g.Subjects(), g.Seen())
		}
	}
	m.WriteString("\n")
}

func (m *markdown) findings(lines []row) {
	for _, l := range lines {
		m.line("| %v | %v | %v | %v |", l.Badge, l.Check, l.Subject, l.Says)
	}
}

func (m *markdown) risks(v view) {
	if len(v.Risks) == 0 {
		return
	}
	m.block("## Risks")
	m.block("Nothing is broken by them yet.")
	m.table("Verdict", "Check", "Subject", "What was seen")
	m.findings(v.lines(v.Risks))
	m.WriteString("\n")
	for _, fix := range remedy(v.mends(v.Risks)...).Fixes {
		m.block("%v", fix.Says)
		m.WriteString(markdownFence(fix.Fix))
		m.aks(fix)
	}
}

func (m *markdown) considered(v view) {
	if len(v.RuledOut) > 0 {
		m.block("## Causes ruled out")
		m.list(texts(v.RuledOut, func(c CauseLine) string { return c.Says }))
	}
	if len(v.Open) > 0 {
		m.block("## Cannot rule out")
		open, apart := v.open()
		if len(apart) > 0 {
			m.block("%v:", openApart)
			m.list(apart)
		}
		m.list(texts(open, func(c CauseLine) string {
			if len(c.Because) == 0 {
				return c.Says
			}
			return c.Says + ": " + strings.Join(once(c.Because), "; ")
		}))
	}
}

func (m *markdown) unseen(v view) {
	if v.Breadth != nil {
		m.block("## Coverage")
		m.block("%v nodes were examined.", many(v.Breadth.Nodes))
		m.list(texts(v.Breadth.Coverage, func(c Coverage) string { return c.Kind + ": " + c.says() }))
	}
	if len(v.Unseen.Groups) > 0 {
		m.block("## Not checked")
		m.table("Reason", "Needs", "Answers it cost", "Readings")
		for _, l := range v.Unseen.Groups {
			m.line("| %v | %v | %v | %v |", l.Reason, l.Needs, l.Costs, strings.Join(l.Kinds, ", "))
		}
		m.WriteString("\n")
		if v.Unseen.Most != "" {
			m.block("**Most useful:** %v.", v.Unseen.Most)
		}
	}
	if len(v.Notes) > 0 {
		m.block("## Notes")
		m.list(v.Notes)
	}
	if len(v.Probes) > 0 {
		m.block("## Probes sent")
		m.list(v.Probes)
	}
}

func (m *markdown) footer(v view) {
	m.block("---")
	m.block("Report %v · recorded %v · netwhy %v", v.Digest.Report, moment(v.Recorded), v.Program)
}
