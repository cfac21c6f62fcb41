package plan

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// distant chooses the nodes of a large cluster that are asked what takes seconds for
// each of them: those of which the list of all nodes tells trouble, and others evenly
// out of the rest. All else is asked of every node; see [EveryNode].
func (r *resolver) distant(nodes []corev1.Node) {
	if len(nodes) <= mostNodes {
		return
	}
	var troubled, well []evidence.Subject
	for i := range nodes {
		s := evidence.Of(evidence.Node, "", nodes[i].Name)
		if inTrouble(&nodes[i]) {
			troubled = append(troubled, s)
		} else {
			well = append(well, s)
		}
	}
	left := max(mostNodes-len(troubled), 0)
	if len(troubled) > mostNodes {
		r.target.Far = append(r.target.Far, troubled[mostNodes:]...)
	}
	chosen := 0
	for i, s := range well {
		if chosen*len(well) <= i*left && chosen < left {
			chosen++
			continue
		}
		r.target.Far = append(r.target.Far, s)
	}
	r.note("What Cilium's agents count is asked of %d of %d nodes: those in trouble by their conditions and taints, and others evenly out of the rest. All else is asked of every node.", len(nodes)-len(r.target.Far), len(nodes))
}

// inTrouble reports whether a node says of itself that it is not well.
func inTrouble(n *corev1.Node) bool {
	ready := false
	for _, c := range n.Status.Conditions {
		switch {
		case c.Type == corev1.NodeReady:
			ready = c.Status == corev1.ConditionTrue
		case c.Status == corev1.ConditionTrue:
			return true
		}
	}
	return !ready || slices.ContainsFunc(n.Spec.Taints, func(t corev1.Taint) bool { return t.TimeAdded != nil })
}

// EveryNode stands in an item for every node of a large cluster: thousands of items
// that differ in nothing else would weigh more than all that is read.
var EveryNode = evidence.Of(evidence.Node, "", "")

// every are the nodes that [EveryNode] stands for.
func (t Target) every() []evidence.Subject {
	switch {
	case !t.Large():
		return nil
	case slices.Contains(t.Target, evidence.TheCluster):
		return of(evidence.Node, t.Target)
	}
	return of(evidence.Node, t.Caller)
}

// Every are the nodes of a large cluster, where the plan asks of all of them; else none.
func (p *Plan) Every() []evidence.Subject {
	if !slices.ContainsFunc(p.Items, func(i Item) bool { return i.Subject == EveryNode }) {
		return nil
	}
	return p.Target.every()
}

// swift reports whether a check of a node can be asked of thousands: it rests on
// lists of all nodes, and on the node probes.
func swift(check *checks.Check) bool {
	return !slices.ContainsFunc(check.Needs, func(n evidence.Need) bool {
		return n.Kind.Scope == evidence.Node && n.Kind.Whole == nil && !n.Kind.Bulky
	})
}

// alone reports whether each node has to be asked by an item of its own: where what
// follows depends on what it answers, even if that is well.
func alone(check *checks.Check) bool {
	return slices.ContainsFunc(check.Needs, func(n evidence.Need) bool { return n.Late }) ||
		slices.ContainsFunc(check.Leads, func(l checks.Lead) bool { return l.Always })
}

// groups are the nodes of a large cluster that are asked a check together.
type groups struct{ every, near *checks.Group }

func (t Target) groups() groups {
	every := t.every()
	return groups{&checks.Group{Subjects: every}, &checks.Group{Subjects: t.near(slices.Clone(every))}}
}

func (g groups) of(check *checks.Check) *checks.Group {
	if swift(check) {
		return g.every
	}
	return g.near
}

// near are those of a list of nodes that are examined one by one.
func (t Target) near(nodes []evidence.Subject) []evidence.Subject {
	if !t.Large() {
		return nodes
	}
	far := make(map[evidence.Subject]bool, len(t.Far))
	for _, s := range t.Far {
		far[s] = true
	}
	return slices.DeleteFunc(nodes, func(s evidence.Subject) bool { return far[s] })
}
