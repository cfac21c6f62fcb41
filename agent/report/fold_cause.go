package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// fewAlike is from how many nodes on the same cause is told once.
const fewAlike = 3

// card is a cause as it is told: one, or the same of many nodes as one.
type card struct {
	Cause
	Who string // the culprit, or how many there are and which
	// Note says for which of the nodes the commands are; "" for the one.
	Note string
	many bool
}

// cards are causes for reading. The same cause on many nodes is one card, with
// what the worst of them say.
func (r *Report) cards(causes []Cause) (list []card) {
	same := map[string][]Cause{}
	for _, c := range causes {
		if r.Breadth != nil && c.Culprit.Scope == evidence.Node {
			same[c.ID] = append(same[c.ID], c)
		}
	}
	told := map[string]bool{}
	for _, c := range causes {
		group := same[c.ID]
		if c.Culprit.Scope != evidence.Node || len(group) < fewAlike {
			list = append(list, card{Cause: c, Who: c.Culprit.String()})
		} else if !told[c.ID] {
			told[c.ID] = true
			list = append(list, r.merged(group))
		}
	}
	return list
}

// merged is one card of a cause on many nodes.
func (r *Report) merged(group []Cause) card {
	says := func(c Cause) (share, first float64) {
		if len(c.Because) == 0 {
			return 0, 0
		}
		return extent(strings.TrimPrefix(c.Because[0], c.Culprit.String()))
	}
	group = slices.Clone(group)
	slices.SortStableFunc(group, func(a, b Cause) int {
		x, p := says(a)
		y, q := says(b)
		return cmp.Or(-cmp.Compare(x, y), -cmp.Compare(p, q))
	})
	one := card{Cause: group[0], many: true}
	one.Because = nil
	var names []string
	for i, c := range group {
		names = append(names, c.Culprit.Name)
		if i < mostWorst {
			one.Because = append(one.Because, c.Because...)
		}
	}
	one.Who = many(len(group)) + " of " + many(r.Breadth.Nodes) + " nodes: " + checks.Names(names)
	if len(one.Checks) > 0 {
		if spread := r.spread(&Finding{Finding: checks.Finding{Check: one.Checks[0], Verdict: checks.Fail}}); spread != "" {
			one.Who += "; " + spread
		}
	}
	one.Note = "The commands are for " + group[0].Culprit.String() + "; the other nodes need the same."
	return one
}

// title is how a card's culprit begins a sentence.
func (c card) title() string {
	if !c.many {
		return c.Culprit.String()
	}
	who, _, _ := strings.Cut(c.Who, ":")
	return who
}

// open are the causes that cannot be ruled out, as they are told: apart are those
// that are open for nothing but nodes of many that could not be judged.
func (r *Report) open() (list []CauseLine, apart []string) {
	for _, c := range r.Open {
		elsewhere := func(why string) bool { return !strings.HasPrefix(why, string(evidence.Node)+" ") }
		if r.Breadth == nil || len(c.Because) == 0 || slices.ContainsFunc(c.Because, elsewhere) {
			list = append(list, c)
		} else {
			apart = append(apart, strings.TrimSuffix(c.Says, "."))
		}
	}
	return list, apart
}

const openApart = "Of nodes that could not be judged, nobody can say whether"
