package cause

import "github.com/netwhy/netwhy/checks"

// FlowNoWay leaves packets without a route.
var FlowNoWay = &Cause{
	ID:       "flow.no-way",
	Says:     "The node has no way for the packets, and drops them",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"flow.call-routing-drops"},
	Then:     []string{"flow.unanswered", "flow.lost-between"},
	After:    []string{"node", "kernel", "cilium", "egress"},
}
