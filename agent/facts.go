package agent

import (
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/llm/fact"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
)

// How many facts of a sort a model is told. The rest is counted.
const (
	mostFailed  = 15
	mostUnsure  = 10
	mostPassed  = 30
	mostReasons = 3
)

// Facts are what a model is told of a report, and the names of all things that
// were read.
func Facts(b *bundle.Bundle, r *report.Report) (*fact.Sheet, []string) {
	return factsOf(r), beyond(b, findingsOf(r), nil).names()
}

// factsOf are a report's facts, the most telling first.
func factsOf(r *report.Report) *fact.Sheet {
	sheet := &fact.Sheet{}
	sheet.Add(fact.Fact{Sort: fact.Asked, Says: []string{r.Question}, Source: "the question"})
	verdict := map[report.Status]checks.Verdict{report.Healthy: checks.Pass, report.Faulty: checks.Fail}[r.Status]
	sheet.Add(fact.Fact{Sort: fact.Answer, Verdict: verdict, Says: []string{"status: " + string(r.Status), r.Summary}, Source: "the summary"})
	for _, c := range r.Roots {
		sheet.Add(causeFact(fact.Root, c))
	}
	for _, c := range r.AlsoSeen {
		sheet.Add(causeFact(fact.Seen, c))
	}
	failed, unsure, passed := sorted(r)
	add(sheet, failed, mostFailed, "more findings failed")
	add(sheet, unsure, mostUnsure, "more checks that the question demands could not be decided")
	var unseen []fact.Fact
	for _, l := range r.Unseen.Groups {
		unseen = append(unseen, fact.Fact{Sort: fact.Lacking, Says: []string{fmt.Sprintf("Not seen (%s): needs %s", l.Reason, l.Needs)}, Source: "what could not be seen"})
	}
	add(sheet, unseen, mostUnsure, "more things could not be seen")
	add(sheet, passed, mostPassed, "more checks passed")
	return sheet
}

func add(sheet *fact.Sheet, facts []fact.Fact, most int, more string) {
	for i, f := range facts {
		if i == most {
			sheet.Add(fact.Fact{Sort: fact.Lacking, Says: []string{fmt.Sprintf("%d %s", len(facts)-most, more)}, Source: "the report"})
			return
		}
		sheet.Add(f)
	}
}

func causeFact(sort fact.Sort, c report.Cause) fact.Fact {
	f := fact.Fact{Sort: sort, Verdict: checks.Fail, Says: []string{c.Says, fact.Culprit + c.Culprit.String()}, Source: "cause " + c.ID, Cites: c.Cites}
	for i, b := range c.Because {
		if i < mostReasons {
			f.Says = append(f.Says, b)
		}
	}
	for _, link := range c.Chain {
		f.Says = append(f.Says, "leads to: "+link.Says+" ("+link.Culprit.String()+")")
	}
	for _, m := range c.Remedies {
		f.Says = append(f.Says, "remedy: "+m.Says)
		f.Commands = slices.Concat(f.Commands, m.Fix, m.AKS, m.Verify)
	}
	return f
}

// factOf is a finding as a fact, with how many nodes it is of.
func factOf(f *report.Finding) fact.Fact {
	made := fact.Of(f.Finding)
	if f.Alike > 0 {
		made.Says = append(made.Says, fmt.Sprintf("the same was found of %d nodes more", f.Alike))
	}
	return made
}

// sorted are findings as facts: failures one by one, but for those that a cause
// tells already; demanded unknowns and passes one a check.
func sorted(r *report.Report) (failed, unsure, passed []fact.Fact) {
	told := map[string]bool{}
	for _, c := range slices.Concat(r.Roots, r.AlsoSeen) {
		for _, b := range c.Because[:min(len(c.Because), mostReasons)] {
			told[b] = true
		}
	}
	first := map[string]bool{}
	for _, f := range slices.Concat(r.Findings, r.Risks) {
		one := !first[f.Check+f.Verdict.String()]
		switch {
		case f.Verdict == checks.Fail && !told[f.Subject.String()+": "+f.Says]:
			failed = append(failed, fact.Of(f.Finding))
		case f.Verdict == checks.Unknown && f.Required && one:
			unsure = append(unsure, factOf(&f))
		case f.Verdict == checks.Pass && f.Required && one:
			made := factOf(&f)
			made.Sort = fact.Passed
			passed = append(passed, made)
		}
		first[f.Check+f.Verdict.String()] = true
	}
	return failed, unsure, passed
}
