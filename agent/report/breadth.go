package report

import (
	"cmp"
	"maps"
	"slices"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// wide is from how many nodes on their findings are counted too.
const wide = 20

// Breadth counts what was asked of many nodes, so that nobody has to read it node
// by node. It follows from the findings of the nodes, the gaps, and the nodes'
// labels; it decides nothing.
type Breadth struct {
	Nodes int `json:"nodes"` // that were examined
	// Coverage says of each reading that nodes have of their own how many were read.
	Coverage []Coverage `json:"coverage"`
	// Spreads are the failures and unknowns of each check.
	Spreads []Spread `json:"spreads,omitempty"`
	// Omitted is how many findings of nodes a brief form of the report is without.
	Omitted int `json:"omitted,omitempty"`
}

// Coverage is of how many nodes something was read, and why not of the others.
type Coverage struct {
	Kind    string    `json:"kind"`
	Read    int       `json:"read"`
	Of      int       `json:"of"`
	Missing []Missing `json:"missing,omitempty"`
}

// Missing are the nodes of which something could not be read for one reason.
type Missing struct {
	Reason evidence.Reason `json:"reason"`
	Count  int             `json:"count"`
	Nodes  []string        `json:"nodes"` // all of them, in order
}

// Spread is one verdict of one check on some nodes of those that it was asked of.
type Spread struct {
	Check   string         `json:"check"`
	Verdict checks.Verdict `json:"verdict"`
	Weight  checks.Weight  `json:"weight"`
	Count   int            `json:"count"`
	Of      int            `json:"of"`
	Worst   []Worst        `json:"worst"`
	// Shares say how many of the nodes are of each pool, kernel, size and zone.
	Shares []Share `json:"shares,omitempty"`
}

// Worst is one of the nodes that a check's own number puts first.
type Worst struct {
	Node string `json:"node"`
	Says string `json:"says"`
}

// Share is how many nodes of a kind have the verdict, of those that there are.
type Share struct {
	By    string `json:"by"` // pool, kernel, size or zone
	Value string `json:"value"`
	Count int    `json:"count"`
	Of    int    `json:"of"`
	// Out reports whether the kind stands out: most of the nodes with the verdict
	// are of it, and that is hardly by chance.
	Out bool `json:"standsOut,omitempty"`
}

// breadth counts a report's findings of nodes; nil where they are few.
func (r *Report) breadth(b *bundle.Bundle, kinds map[string]*evidence.Meta) *Breadth {
	examined, asked, same := map[string]bool{}, map[string]int{}, map[alike][]*Finding{}
	for _, s := range b.Plan.Every() {
		examined[s.Name] = true
	}
	for _, list := range [][]Finding{r.Findings, r.Risks} {
		for i := range list { // there are hundreds of thousands
			f := &list[i]
			if f.Subject.Scope != evidence.Node {
				continue
			}
			examined[f.Subject.Name] = true
			asked[f.Check] += f.Count()
			if f.Verdict == checks.Fail || f.Verdict == checks.Unknown {
				same[likeness(f)] = append(same[likeness(f)], f)
			}
		}
	}
	if len(examined) < wide {
		return nil
	}
	of := &Breadth{Nodes: len(examined), Coverage: coverage(b, kinds, examined)}
	fleet := traitsOf(b, examined)
	for k, list := range same {
		s := Spread{Check: k.check, Verdict: k.verdict, Weight: k.weight, Count: count(list), Of: asked[k.check], Shares: fleet.shares(list)}
		for _, f := range worst(list, mostWorst) {
			s.Worst = append(s.Worst, Worst{f.Subject.Name, f.Says})
		}
		of.Spreads = append(of.Spreads, s)
	}
	slices.SortFunc(of.Spreads, func(a, b Spread) int {
		return cmp.Or(cmp.Compare(a.Weight, b.Weight), -cmp.Compare(a.Verdict, b.Verdict), cmp.Compare(a.Check, b.Check))
	})
	return of
}

// count is of how many subjects findings are.
func count(list []*Finding) (n int) {
	for _, f := range list {
		n += f.Count()
	}
	return n
}

// alike is what findings have in common that are told together.
type alike struct {
	check   string
	verdict checks.Verdict
	weight  checks.Weight
}

func likeness(f *Finding) alike { return alike{f.Check, f.Verdict, f.Weight} }

func coverage(b *bundle.Bundle, kinds map[string]*evidence.Meta, examined map[string]bool) []Coverage {
	byKind, missing := map[string]*Coverage{}, map[string]map[evidence.Reason][]string{}
	of := func(kind string, s evidence.Subject) *Coverage {
		if s.Scope != evidence.Node || !examined[s.Name] || kinds[kind] == nil {
			return nil
		}
		if byKind[kind] == nil {
			byKind[kind], missing[kind] = &Coverage{Kind: kind}, map[evidence.Reason][]string{}
		}
		byKind[kind].Of++
		return byKind[kind]
	}
	for _, record := range b.Records {
		if c := of(record.Kind, record.Subject); c != nil {
			c.Read++
		}
	}
	for _, gap := range b.Gaps {
		if of(gap.Kind, gap.Subject) != nil {
			missing[gap.Kind][gap.Reason] = append(missing[gap.Kind][gap.Reason], gap.Subject.Name)
		}
	}
	inWhole(b, kinds, examined, byKind, missing)
	list := []Coverage{}
	for kind, c := range byKind {
		for reason, nodes := range missing[kind] {
			slices.Sort(nodes)
			c.Missing = append(c.Missing, Missing{reason, len(nodes), nodes})
		}
		slices.SortFunc(c.Missing, func(a, b Missing) int {
			return cmp.Or(-cmp.Compare(a.Count, b.Count), cmp.Compare(a.Reason, b.Reason))
		})
		list = append(list, *c)
	}
	slices.SortFunc(list, func(a, b Coverage) int { return cmp.Compare(a.Kind, b.Kind) })
	return list
}

// inWhole adds what was read of every node at once.
func inWhole(b *bundle.Bundle, kinds map[string]*evidence.Meta, examined map[string]bool, byKind map[string]*Coverage, missing map[string]map[evidence.Reason][]string) {
	snapshot := b.Snapshot()
	for name, kind := range kinds {
		if kind.Whole == nil || byKind[name] != nil {
			continue
		}
		whole, gap := snapshot.Find(kind.Whole, evidence.TheCluster)
		c := &Coverage{Kind: name, Of: len(examined)}
		switch {
		case whole != nil:
			c.Read = c.Of
		case gap.Reason != evidence.NotRead:
			missing[name] = map[evidence.Reason][]string{gap.Reason: slices.Collect(maps.Keys(examined))}
		default:
			continue
		}
		byKind[name] = c
	}
}
