package report

import (
	"cmp"
	"math"
	"slices"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// traits are what nodes may have in common.
var traits = []struct {
	by string
	of func(*corev1.Node) string
}{
	{"pool", func(n *corev1.Node) string {
		return cmp.Or(n.Labels["kubernetes.azure.com/agentpool"], n.Labels["agentpool"])
	}},
	{"kernel", func(n *corev1.Node) string { return n.Status.NodeInfo.KernelVersion }},
	{"size", func(n *corev1.Node) string { return n.Labels[corev1.LabelInstanceTypeStable] }},
	{"zone", func(n *corev1.Node) string { return n.Labels[corev1.LabelTopologyZone] }},
}

// trait is one of them, with its value.
type trait struct{ by, value string }

// fleet is the nodes that were examined, by what they have in common.
type fleet struct {
	nodes map[string][]trait
	of    map[trait]int
}

// single is a reader of one kind of one subject.
type single struct {
	snapshot *evidence.Snapshot
	subject  evidence.Subject
}

// Read implements [evidence.Reader].
func (s single) Read(kind *evidence.Meta) *evidence.Entry {
	entry, _ := s.snapshot.Find(kind, s.subject)
	if entry == nil || entry.Decode(kind) != nil {
		return nil
	}
	return entry
}

// traitsOf knows the examined nodes by the list of all, or else one by one.
func traitsOf(b *bundle.Bundle, examined map[string]bool) fleet {
	f := fleet{map[string][]trait{}, map[trait]int{}}
	snapshot := b.Snapshot()
	list := evidence.Nodes.Of(single{snapshot, evidence.TheCluster})
	if list == nil {
		for name := range examined {
			list = append(list, evidence.NodeObject.Of(single{snapshot, evidence.Of(evidence.Node, "", name)})...)
		}
	}
	for i := range list {
		n := &list[i]
		if !examined[n.Name] || f.nodes[n.Name] != nil {
			continue
		}
		for _, t := range traits {
			if value := t.of(n); value != "" {
				has := trait{t.by, checks.Clean(value, 100)}
				f.nodes[n.Name] = append(f.nodes[n.Name], has)
				f.of[has]++
			}
		}
	}
	return f
}

// mostShares bounds the values of one trait that are told.
const mostShares = 20

// shares are how the nodes of some findings are spread.
func (f fleet) shares(list []*Finding) (shares []Share) {
	counts := map[trait]int{}
	for _, one := range list {
		for _, t := range f.nodes[one.Subject.Name] {
			counts[t]++
		}
		for _, name := range one.Others {
			for _, t := range f.nodes[name] {
				counts[t]++
			}
		}
	}
	for _, t := range traits {
		var some []Share
		for has, n := range counts {
			if has.by == t.by {
				some = append(some, Share{has.by, has.value, n, f.of[has], f.out(n, count(list), f.of[has])})
			}
		}
		slices.SortFunc(some, func(a, b Share) int {
			return cmp.Or(-cmp.Compare(a.Count, b.Count), cmp.Compare(a.Value, b.Value))
		})
		shares = append(shares, some[:min(len(some), mostShares)]...)
	}
	return shares
}

// chance is the probability below which it is none.
const chance = 0.001

// out reports whether a kind stands out that n of some nodes are of: most of
// them, and more than so many nodes drawn at random would be but once in a
// thousand times.
func (f fleet) out(n, of, there int) bool {
	if 2*n <= of || there >= len(f.nodes) {
		return false
	}
	p := float64(there) / float64(len(f.nodes))
	tail := 0.0
	for i := n; i <= of; i++ {
		tail += math.Exp(choose(of, i) + float64(i)*math.Log(p) + float64(of-i)*math.Log1p(-p))
	}
	return tail < chance
}

// choose is the logarithm of the binomial coefficient.
func choose(n, k int) float64 {
	gamma := func(x int) float64 {
		g, _ := math.Lgamma(float64(x) + 1) // its sign is plus
		return g
	}
	return gamma(n) - gamma(k) - gamma(n-k)
}
