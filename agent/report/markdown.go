package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/netwhy/netwhy/checks"
)

// Markdown writes the report as GitHub-flavoured Markdown, for an issue or an
// incident's page.
func Markdown(w io.Writer, r *Report) error {
	m, v := &markdown{}, look(r)
	m.answer(v)
	m.causes(v)
	m.narrative(v)
	m.evidence(v)
	m.risks(v)
	m.considered(v)
	m.unseen(v)
	m.footer(v)
	return put(w, "Markdown", strings.TrimRight(m.String(), "\n")+"\n")
}

// markdown collects blocks, each followed by an empty line. Text from the
// cluster goes in through its verb %v only, escaped.
type markdown struct{ strings.Builder }

// block writes a block; the arguments are escaped.
func (m *markdown) block(format string, args ...any) { m.line(format+"\n", args...) }

// line writes a line; the arguments are escaped.
func (m *markdown) line(format string, args ...any) {
	safe := make([]any, len(args))
	for i, a := range args {
		safe[i] = markdownText(fmt.Sprint(a))
	}
	fmt.Fprintf(m, format+"\n", safe...)
}

// list writes a list of texts, if there are any.
func (m *markdown) list(items []string) {
	for _, item := range items {
		m.line("- %v", item)
	}
	if len(items) > 0 {
		m.WriteString("\n")
	}
}

func (m *markdown) answer(v view) {
	m.block("# %v: %v", statusBadge(v.Status), v.Summary)
	if v.Question != "" {
		m.block("> %v", v.Question)
	}
	if len(v.Examined) > 0 {
		m.block("**Examined:** %v", subjects(v.Examined))
	}
	if len(v.Symptoms) > 0 {
		m.block("**Symptoms:** %v", joined(v.Symptoms))
	}
	if len(v.Missing) > 0 {
		m.block("**Not found:** %v", strings.Join(v.Missing, ", "))
	}
}

func (m *markdown) causes(v view) {
	for i, c := range v.Main {
		if len(v.Main) > 1 {
			m.block("## Root cause %v of %v: %v", i+1, len(v.Main), c.Says)
		} else {
			m.block("## Root cause: %v", c.Says)
		}
		m.cause(c)
	}
	for _, c := range v.Beside {
		m.block("## Also seen: %v", c.Says)
		m.block("This fault does not explain what was asked.")
		m.cause(c)
	}
	for _, g := range byCheck(v.Loose) {
		m.block("## Also failed: %v", g.Check)
		m.list(texts(v.lines(g.Findings), row.says))
		m.steps(remedy(v.mends(g.Findings)...))
	}
}

func (m *markdown) cause(c card) {
	m.block("**Culprit:** %v", c.Who)
	m.list(once(c.Because))
	if len(c.Chain) > 0 {
		m.block("**Leads to:** %v", chain(c.Cause))
	}
	if c.Note != "" {
		m.block("%v", c.Note)
	}
	m.steps(remedy(c.Remedies...))
}

func (m *markdown) steps(s steps) {
	if len(s.Fixes) > 0 {
		m.block("### Fix")
	}
	for _, fix := range s.Fixes {
		m.block("%v", fix.Says)
		m.WriteString(markdownFence(fix.Fix))
		if fix.Changes != "" {
			m.block("**Changes:** %v", fix.Changes)
		}
		m.aks(fix)
	}
	if fence := markdownFence(s.Verify); fence != "" {
		m.block("### Verify")
		m.WriteString(fence)
	}
}

func (m *markdown) aks(fix *checks.RenderedRemedy) {
	fence := markdownFence(fix.AKS)
	if fence == "" {
		return
	}
	m.block("On AKS:")
	if usesVariables(fix.AKS) {
		m.block("%v", aksVariables)
	}
	m.WriteString(fence)
}
