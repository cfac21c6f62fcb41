package report

import (
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/checks"
)

const (
	mostAlike  = 5   // failures of one check that are told one by one
	wideEnough = 110 // columns from which the evidence is a table
)

// evidence is the table of what works and what does not: failures and demanded
// unknowns one by one, the rest one line a check unless verbose.
func (p *page) evidence(v view) {
	p.heading("EVIDENCE", v.Counts())
	for _, list := range [][]*Finding{v.Failed, v.Demanded} {
		for _, g := range byCheck(list) {
			p.group(v, g)
		}
	}
	if p.verbose {
		for _, list := range [][]*Finding{v.Unsure, v.Passed, v.Skipped} {
			for _, f := range list {
				p.finding(f)
			}
		}
		return
	}
	for _, g := range byCheck(v.Unsure) {
		p.row(verdictBadge(g.Findings[0]), g.Check, g.Subjects()+" (not required)", "")
	}
	p.passes(v.Passed)
}

// passes are one paragraph an area: what was looked at and is well.
func (p *page) passes(list []*Finding) {
	var areas []string
	names := map[string][]string{}
	for _, g := range byCheck(list) {
		area, name, _ := strings.Cut(g.Check, ".")
		if names[area] == nil {
			areas = append(areas, area)
		}
		names[area] = append(names[area], name)
	}
	for _, area := range areas {
		b := verdictBadge(list[0])
		p.lead(2, 13, styleOf(b.Class), pad(b.String(), 9), plain(area+": "+strings.Join(names[area], ", ")))
	}
}

func (p *page) group(v view, g group) {
	if v.folds(g) && !p.verbose {
		lines := v.lines(g.Findings)
		for _, l := range lines {
			p.row(l.Badge, l.Check, l.Subject, l.Says)
		}
		if named := len(lines) - 1; named > 0 {
			p.more(4, count(g.Findings)-named)
		}
		return
	}
	for i, f := range g.Findings {
		if i == mostAlike && !p.verbose && len(g.Findings) > mostAlike+1 {
			p.more(4, count(g.Findings[i:]))
			return
		}
		p.finding(f)
	}
}

func (p *page) finding(f *Finding) {
	l := lineOf(f)
	p.row(l.Badge, l.Check, l.Subject, l.Says)
	if p.verbose && len(f.Cites) > 0 {
		p.prose(6, faint, "rests on "+strings.Join(texts(f.Cites, brief), ", "))
	}
}

// row is one line of the table; where the terminal is narrow, what was seen
// stands below.
func (p *page) row(b badge, check, subject, seen string) {
	label := pad(b.String(), 9)
	check, subject, seen = plain(check), plain(subject), plain(seen)
	if p.width < wideEnough {
		p.lead(2, 4, styleOf(b.Class), label, check+" · "+subject)
		p.prose(6, "", seen)
		return
	}
	columns := []int{32, 36, p.width - 2 - 9 - 3*2 - 32 - 36}
	cells := [][]string{wrap(check, columns[0]), wrap(subject, columns[1]), wrap(seen, columns[2])}
	for i := range max(len(cells[0]), len(cells[1]), len(cells[2]), 1) {
		line := strings.Repeat(" ", 9)
		if i == 0 {
			line = p.in(styleOf(b.Class), label)
		}
		for c, cell := range cells {
			text := ""
			if i < len(cell) {
				text = cell[i]
			}
			line += "  " + pad(text, columns[c])
		}
		p.put(2, strings.TrimRight(line, " "))
	}
}

// records lists the readings, when verbose.
func (p *page) records(v view) {
	if !p.verbose || len(v.Evidence) == 0 {
		return
	}
	p.heading("RECORDS", checks.Count(len(v.Evidence), "reading"))
	for _, e := range v.Evidence {
		bound := ""
		if e.Bound != "" {
			bound = ", " + e.Bound
		}
		p.item(2, fmt.Sprintf("%s %s of %s: %s%s, %s", brief(e.Digest), e.Kind, e.Subject, checks.Count(e.Items, "item"), bound, e.Source))
	}
}
