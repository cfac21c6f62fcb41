package report

import "fmt"

const mostBecause = 5 // sentences of a cause in a terminal that is not verbose

func (p *page) causes(v view) {
	for i, c := range v.Main {
		aside := ""
		if len(v.Main) > 1 {
			aside = fmt.Sprintf("%d of %d, independent of each other", i+1, len(v.Main))
		}
		p.cause("ROOT CAUSE", aside, c)
	}
	for _, c := range v.Beside {
		p.cause("ALSO SEEN", "a fault that does not explain what was asked", c)
	}
	for _, g := range byCheck(v.Loose) {
		p.heading("ALSO FAILED", g.Check)
		if p.verbose {
			p.some(2, texts(g.Findings, func(f *Finding) string { return f.Subject.String() + ": " + f.Says }))
		} else {
			p.some(2, texts(v.lines(g.Findings), row.says))
		}
		p.steps(remedy(v.mends(g.Findings)...))
	}
}

func (p *page) cause(title, aside string, c card) {
	p.heading(title, aside)
	p.prose(2, bold, c.Says)
	p.lead(2, 2, faint, "Culprit:", c.Who)
	if len(c.Because) > 0 {
		p.prose(2, faint, "Because:")
		p.some(4, c.Because)
	}
	if len(c.Chain) > 0 {
		p.lead(2, 2, faint, "Leads to:", chain(c.Cause))
	}
	if c.Note != "" {
		p.prose(2, faint, c.Note)
	}
	p.steps(remedy(c.Remedies...))
}

// steps writes what to do: every fix with what it changes, then what shows
// that it worked.
func (p *page) steps(s steps) {
	if len(s.Fixes) > 0 {
		p.heading("FIX", "")
	}
	for _, fix := range s.Fixes {
		p.prose(2, "", fix.Says)
		p.commands(fix.Fix)
		if fix.Changes != "" {
			p.lead(2, 2, yellow, "Changes:", fix.Changes)
		}
		if len(fix.AKS) == 0 {
			continue
		}
		p.prose(2, faint, "On AKS:")
		if usesVariables(fix.AKS) {
			p.prose(2, "", aksVariables)
		}
		p.commands(fix.AKS)
	}
	if len(s.Verify) > 0 {
		p.heading("VERIFY", "these commands only read")
		p.commands(s.Verify)
	}
}
