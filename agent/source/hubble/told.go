package hubble

import (
	"slices"
	"time"

	"github.com/cilium/cilium/api/v1/flow"
	"github.com/netwhy/netwhy/checks/hubble"
)

// told is what answers say of nodes: their states, and what they lost. The relay
// of five thousand nodes names all of them in each answer, so that no list is searched.
type told struct {
	nodes []hubble.Node
	lost  []hubble.Lost
	node  map[string]int // places in the lists
	loss  map[loss]int
}

type loss struct{ node, source string }

// mark is [hubble.View.Mark].
func (t *told) mark(name, state, says string) {
	at, known := t.node[hubble.NodeName(name)]
	var one hubble.View
	if known {
		one.Nodes = t.nodes[at : at+1]
	}
	one.Mark(name, state, says)
	if !known { // else it was changed in its place
		t.add(one.Nodes[0])
	}
}

func (t *told) add(n hubble.Node) {
	if t.node == nil {
		t.node = map[string]int{}
	}
	t.node[n.Name] = len(t.nodes)
	t.nodes = append(t.nodes, n)
}

// find is a node that was named, nil if it was not.
func (t *told) find(name string) *hubble.Node {
	if at, ok := t.node[hubble.NodeName(name)]; ok {
		return &t.nodes[at]
	}
	return nil
}

// miss is [hubble.View.Miss].
func (t *told) miss(name string, e *flow.LostEvent) {
	key := loss{hubble.NodeName(name), e.GetSource().String()}
	at, known := t.loss[key]
	var one hubble.View
	if known {
		one.Lost = t.lost[at : at+1]
	}
	one.Miss(name, e)
	if !known {
		t.keep(key, one.Lost[0])
	}
}

func (t *told) keep(key loss, l hubble.Lost) {
	if t.loss == nil {
		t.loss = map[loss]int{}
	}
	t.loss[key] = len(t.lost)
	t.lost = append(t.lost, l)
}

// join adds what another answer to the same question says: both tell of the same losses.
func (t *told) join(o *told) {
	for _, n := range o.nodes {
		t.mark(n.Name, n.State, n.Says)
	}
	for _, l := range o.lost {
		key := loss{l.Node, l.Source}
		if at, known := t.loss[key]; !known {
			t.keep(key, l)
		} else if l.Events > t.lost[at].Events {
			t.lost[at] = l
		}
	}
}

// since says which flow is the oldest in the nodes' rings.
func (t *told) since(oldest map[string]time.Time) {
	for i := range t.nodes {
		t.nodes[i].Oldest = oldest[t.nodes[i].Name]
	}
}

// reach reports whether the rings of all nodes that answer reach back to a time.
func (t *told) reach(from time.Time) bool {
	return len(t.nodes) > 0 && !slices.ContainsFunc(t.nodes, func(n hubble.Node) bool { return n.State == hubble.Connected && !holds(&n, from) })
}

func holds(n *hubble.Node, from time.Time) bool {
	since := n.Since()
	return n.State == hubble.Connected && !since.IsZero() && !since.After(from)
}

// within are the losses that may be of a view's window. What a node could not read
// of its ring is not, where the ring still reaches further back afterwards: a server
// counts as lost also the place before the oldest flow, which it comes to where the
// ring is full and nothing that is asked for is as old. A node that is not known by
// the name that it gives itself may be any.
func (t *told) within(v *hubble.View) (list []hubble.Lost) {
	all := !slices.ContainsFunc(t.nodes, func(n hubble.Node) bool { return !holds(&n, v.From) })
	for _, l := range t.lost {
		held := all
		if n := t.find(l.Node); n != nil {
			held = holds(n, v.From)
		}
		if v.Files || l.Source != flow.LostEventSource_HUBBLE_RING_BUFFER.String() || !held {
			list = append(list, l)
		}
	}
	return list
}
