package cause

import "github.com/netwhy/netwhy/checks"

// FlowTrackingFull leaves new connections without a place.
var FlowTrackingFull = &Cause{
	ID:       "flow.tracking-full",
	Says:     "The node's table of connections or translated addresses takes no more",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"flow.conntrack-drops"},
	Then:     []string{"flow.unanswered", "flow.lost-between"},
	After:    []string{"cilium", "kernel"},
}
