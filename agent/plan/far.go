package plan

import (
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// distant chooses the nodes of a large cluster that are examined one by one: those
// of which the list of all nodes tells trouble, and others evenly out of the rest.
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
	r.note("Of %d nodes, %d are examined one by one: those in trouble by their conditions and taints, and others evenly out of the rest. Of the others, their Node objects alone are.", len(nodes), len(nodes)-len(r.target.Far))
	r.target.Missing = append(r.target.Missing, fmt.Sprintf("what %d other nodes would say themselves", len(r.target.Far)))
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

// listed reports whether a check of a node rests on what the list of nodes tells.
func listed(check *checks.Check) bool {
	return !slices.ContainsFunc(check.Needs, func(n evidence.Need) bool {
		return n.Kind.Scope == evidence.Node && n.Kind != evidence.NodeObject.Meta
	})
}

// near are those of a list of nodes that are examined one by one.
func (t Target) near(nodes []evidence.Subject) []evidence.Subject {
	if len(t.Far) == 0 {
		return nodes
	}
	far := make(map[evidence.Subject]bool, len(t.Far))
	for _, s := range t.Far {
		far[s] = true
	}
	return slices.DeleteFunc(nodes, func(s evidence.Subject) bool { return far[s] })
}
