package report

import (
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/checks"
)

// mostRuledOut is how many causes that are ruled out are told one by one.
const mostRuledOut = 6

func (p *page) risks(v view) {
	if len(v.Risks) == 0 {
		return
	}
	p.heading("RISKS", "nothing is broken by them yet")
	for _, g := range byCheck(v.Risks) {
		p.group(v, g)
		for _, fix := range remedy(v.mends(g.Findings)...).Fixes {
			p.bullet(6, faint, "→", fix.Says)
			if p.verbose {
				p.commands(fix.Fix)
			}
		}
	}
}

// considered are the causes that the question could have had.
func (p *page) considered(v view) {
	if len(v.RuledOut) > 0 {
		p.heading("CAUSES RULED OUT", "")
		if !p.verbose {
			var says []string
			for _, c := range v.RuledOut {
				says = append(says, strings.TrimSuffix(c.Says, "."))
			}
			if len(says) > mostRuledOut {
				p.prose(2, "", fmt.Sprintf("%s, each by checks that passed; -v lists them with what rules them out.", checks.Count(len(says), "cause")))
			} else {
				p.prose(2, "", strings.Join(says, "; ")+".")
			}
		}
		for _, c := range v.RuledOut {
			if p.verbose {
				p.item(2, c.Says)
				p.some(4, c.Because)
			}
		}
	}
	if len(v.Open) > 0 {
		p.heading("CANNOT RULE OUT", "")
		var signless []string
		open, apart := v.open()
		if p.verbose {
			open, apart = v.Open, nil
		}
		if len(apart) > 0 {
			p.bullet(2, yellow, "?", openApart+": "+strings.Join(apart, "; ")+".")
		}
		for _, c := range open {
			if c.Sample && !p.verbose {
				signless = append(signless, c.Says)
				continue
			}
			p.bullet(2, yellow, "?", c.Says)
			p.some(4, c.Because)
		}
		if len(signless) > 0 {
			p.bullet(2, yellow, "?", strings.Join(signless, "; ")+": no sign in events and logs, which are samples.")
		}
	}
}

// unseen is what could not be read, what would help most, and what else the
// reader should know of the investigation.
func (p *page) unseen(v view) {
	if v.Breadth != nil {
		p.heading("COVERAGE", many(v.Breadth.Nodes)+" nodes were examined")
		for _, c := range v.Breadth.Coverage {
			p.item(2, c.Kind+": "+c.says())
		}
	}
	if len(v.Unseen.Groups) > 0 {
		p.heading("NOT CHECKED", checks.Count(v.Unseen.Required, "required answer")+" missing")
		for _, l := range v.Unseen.Groups {
			p.bullet(2, yellow, "?", fmt.Sprintf("%s: %s. Cost %s (%s).", l.Reason, l.Needs, checks.Count(l.Costs, "answer"), strings.Join(l.Kinds, ", ")))
		}
		if v.Unseen.Most != "" {
			p.lead(2, 2, bold, "Most useful:", v.Unseen.Most+".")
		}
	}
	if len(v.Notes) > 0 {
		p.heading("NOTES", "")
		for _, n := range v.Notes {
			p.item(2, n)
		}
	}
	if len(v.Probes) > 0 {
		p.heading("PROBES SENT", "all that was sent, beside reading the API")
		for _, probe := range v.Probes {
			p.item(2, probe)
		}
	}
}
