package hubble

import (
	"fmt"
	"slices"
	"strings"
	"time"

	flowpb "github.com/cilium/cilium/api/v1/flow"
)

// View is what the relay could see of a window of time: the bound of every
// conclusion from what is absent.
type View struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	Nodes []Node    `json:"nodes,omitempty"`
	Lost  []Lost    `json:"lost,omitempty"`
	// Read counts the events that the flows of the record were made of.
	Read int `json:"read"`
	// Left counts events that were read and are not told, least telling first
	// to go; Cut says that there were more than were read.
	Left int  `json:"left,omitempty"`
	Cut  bool `json:"cut,omitempty"`
	// Sampled marks flows of Retina, which need not tell of every packet.
	Sampled bool `json:"sampled,omitempty"`
	// Files marks flows that files tell of, and no relay.
	Files bool `json:"files,omitempty"`
	// Hidden says that flows with namespaces that the asker may not see are left out.
	Hidden bool `json:"hidden,omitempty"`
}

// Node is a node as the relay sees it.
type Node struct {
	Name  string `json:"name"`
	State string `json:"state"` // connected, unavailable, error, gone
	// Says is the node's error.
	Says    string    `json:"says,omitempty"`
	Version string    `json:"version,omitempty"`
	Oldest  time.Time `json:"oldest,omitzero"` // flow in its ring
	Started time.Time `json:"started,omitzero"`
	Flows   uint64    `json:"flows,omitempty"` // in its ring now
	Ring    uint64    `json:"ring,omitempty"`  // flows that it takes
	Seen    uint64    `json:"seen,omitempty"`  // since it started
}

// Connected is the state of a node that answers.
const Connected = "connected"

// Lost is a number of events that were never seen.
type Lost struct {
	Node   string    `json:"node,omitempty"`
	Source string    `json:"source"` // PERF_EVENT_RING_BUFFER, OBSERVER_EVENTS_QUEUE, HUBBLE_RING_BUFFER
	Events uint64    `json:"events"`
	Last   time.Time `json:"last,omitzero"`
}

// Since is from when on a node's ring tells all: its start if nothing has left
// the ring yet; zero if that is not known.
func (n *Node) Since() time.Time {
	if n.Seen > 0 && n.Seen <= n.Flows+1 && !n.Started.IsZero() { // the ring holds its newest flow back
		return n.Started
	}
	return n.Oldest
}

// Mark tells the state of a node in the protocol's words, such as
// NODE_CONNECTED. A worse state stays.
func (v *View) Mark(name, state, says string) {
	name, state = NodeName(name), strings.ToLower(strings.TrimPrefix(state, "NODE_"))
	i := slices.IndexFunc(v.Nodes, func(n Node) bool { return n.Name == name })
	if i < 0 {
		v.Nodes = append(v.Nodes, Node{Name: name, State: state, Says: short(says)})
		return
	}
	if v.Nodes[i].State == Connected {
		v.Nodes[i].State, v.Nodes[i].Says = state, short(says)
	}
}

// Miss tells of lost events, which are counted by node and source.
func (v *View) Miss(node string, e *flowpb.LostEvent) {
	lost := Lost{Node: NodeName(node), Source: e.GetSource().String(), Events: e.GetNumEventsLost(), Last: Time(e.GetLast())}
	for i := range v.Lost {
		if v.Lost[i].Node == lost.Node && v.Lost[i].Source == lost.Source {
			v.Lost[i].Events += lost.Events
			if lost.Last.After(v.Lost[i].Last) {
				v.Lost[i].Last = lost.Last
			}
			return
		}
	}
	v.Lost = append(v.Lost, lost)
}

// Blind says why absence from the window proves nothing, as one clause; "" if
// it does: every node answers, nothing was lost, all that was read is told, and
// every ring reaches back to its beginning.
func (v *View) Blind() string {
	switch {
	case v == nil:
		return "what Hubble could see is not known"
	case len(v.Nodes) == 0 && v.Files:
		return "the files hold no flow"
	case len(v.Nodes) == 0:
		return "the relay names no node"
	case v.Hidden:
		return "flows with namespaces that you may not see are left out"
	case v.Cut && v.Files && v.Left == 0:
		return "there may have been more flows than the files hold"
	case v.Cut || v.Left > 0:
		return "there were more flows than are told"
	case v.Sampled:
		return "the flows are Retina's, which need not tell of every packet"
	}
	for _, n := range v.Nodes {
		switch {
		case n.State != Connected && v.Files:
			return fmt.Sprintf("the files do not tell of all that node %s saw", n.Name)
		case n.State != Connected:
			return fmt.Sprintf("the relay sees nothing of node %s (%s)", n.Name, n.State)
		}
	}
	for i := range v.Nodes {
		n := &v.Nodes[i]
		switch since := n.Since(); {
		case since.IsZero():
			return fmt.Sprintf("how far back the flows of node %s reach is not known", n.Name)
		case since.After(v.From):
			return fmt.Sprintf("the flows of node %s reach back %.0f s only", n.Name, v.Until.Sub(since).Seconds())
		}
	}
	for _, l := range v.Lost {
		if l.Events > 0 && (l.Last.IsZero() || !l.Last.Before(v.From)) {
			return fmt.Sprintf("node %s lost %d events (%s)", l.Node, l.Events, l.Source)
		}
	}
	return ""
}

// Apart takes a record apart. The view is nil where the record lacks its end.
func Apart(items []Item) (flows []*Flow, view *View) {
	for i := range items {
		if items[i].Flow != nil {
			flows = append(flows, items[i].Flow)
		}
		if items[i].View != nil {
			view = items[i].View
		}
	}
	return flows, view
}
