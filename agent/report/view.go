package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// view is a report sorted for reading: what every renderer shows, in the order
// in which an operator needs it.
type view struct {
	*Report
	Failed   []*Finding // of weight fault
	Demanded []*Finding // unknown, and the question demands the answer
	Unsure   []*Finding // unknown, and the question does not
	Passed   []*Finding
	Skipped  []*Finding
	Risks    []*Finding
	// Loose are failures that no cause of the report accounts for.
	Loose []*Finding
	// Main and Beside are the causes as they are told, roots and others.
	Main, Beside []card
}

func look(r *Report) view {
	v := view{Report: r, Risks: each(r.Risks), Main: r.cards(r.Roots), Beside: r.cards(r.AlsoSeen)}
	for _, f := range each(r.Findings) {
		switch {
		case f.Verdict == checks.Fail:
			v.Failed = append(v.Failed, f)
		case f.Verdict == checks.Pass:
			v.Passed = append(v.Passed, f)
		case f.Verdict == checks.Skip:
			v.Skipped = append(v.Skipped, f)
		case f.Required:
			v.Demanded = append(v.Demanded, f)
		default:
			v.Unsure = append(v.Unsure, f)
		}
	}
	for _, f := range v.Failed {
		if !r.accounts(f) {
			v.Loose = append(v.Loose, f)
		}
	}
	return v
}

// each are findings one by one, without a copy of each: there may be hundreds of
// thousands.
func each(list []Finding) []*Finding {
	all := make([]*Finding, len(list))
	for i := range list {
		all[i] = &list[i]
	}
	return all
}

// accounts reports whether a cause of the report rests on a failure, or names
// its culprit among its consequences.
func (r *Report) accounts(f *Finding) bool {
	for _, c := range slices.Concat(r.Roots, r.AlsoSeen) {
		if slices.Contains(c.Checks, f.Check) && c.Culprit == f.Object {
			return true
		}
		for _, link := range c.Chain {
			if link.Culprit == f.Object {
				return true
			}
		}
	}
	return false
}

// Counts says how many findings there are of each verdict.
func (v view) Counts() string {
	var say []string
	for _, c := range []struct {
		n    int
		word string
	}{
		{count(v.Failed), "failed"}, {count(v.Demanded) + count(v.Unsure), "unknown"}, {count(v.Passed), "passed"}, {count(v.Skipped), "skipped"},
	} {
		if c.n > 0 {
			say = append(say, fmt.Sprintf("%d %s", c.n, c.word))
		}
	}
	if v.Breadth != nil && v.Breadth.Omitted > 0 {
		say = append(say, many(v.Breadth.Omitted)+" of nodes left out here")
	}
	return strings.Join(say, " · ")
}

// group is the findings of one check.
type group struct {
	Check, Asks string
	Findings    []*Finding
}

// byCheck groups findings by check, in the order of first appearance.
func byCheck(findings []*Finding) (groups []group) {
	at := map[string]int{}
	for _, f := range findings {
		i, there := at[f.Check]
		if !there {
			i, at[f.Check] = len(groups), len(groups)
			groups = append(groups, group{Check: f.Check, Asks: f.Asks})
		}
		groups[i].Findings = append(groups[i].Findings, f)
	}
	return groups
}

// Subjects says whom a group's findings are about: the one, or how many.
func (g group) Subjects() string {
	if len(g.Findings) == 1 {
		return g.Findings[0].Whose()
	}
	return checks.Count(count(g.Findings), "subject")
}

// Seen says what a group's findings saw: the one sentence, or the question
// that all of them answered alike.
func (g group) Seen() string {
	if count(g.Findings) == 1 {
		return g.Findings[0].Says
	}
	return g.Asks
}

// badge is a verdict or status as a symbol with its word, so that neither
// colour nor symbol alone carries it.
type badge struct{ Symbol, Word, Class string }

func (b badge) String() string { return b.Symbol + " " + b.Word }

func statusBadge(s Status) badge {
	switch s {
	case Healthy:
		return badge{"✓", "HEALTHY", "pass"}
	case Faulty:
		return badge{"✗", "FAULT", "fail"}
	}
	return badge{"?", "UNKNOWN", "unknown"}
}

func verdictBadge(f *Finding) badge {
	switch {
	case f.Verdict == checks.Pass:
		return badge{"✓", "PASS", "pass"}
	case f.Verdict == checks.Fail && f.Weight == checks.Risk:
		return badge{"!", "RISK", "risk"}
	case f.Verdict == checks.Fail:
		return badge{"✗", "FAIL", "fail"}
	case f.Verdict == checks.Skip:
		return badge{"–", "SKIP", "skip"}
	}
	return badge{"?", "UNKNOWN", "unknown"}
}

// chain is a cause's consequences as "A → B → C".
func chain(c Cause) string {
	links := []string{c.Says}
	for _, l := range c.Chain {
		links = append(links, l.Says+" ("+l.Culprit.String()+")")
	}
	return strings.Join(links, " → ")
}

// subjects names a few subjects for a sentence.
func subjects(list []evidence.Subject) string {
	return checks.Names(texts(list, evidence.Subject.String))
}
