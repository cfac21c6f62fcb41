package cause

import "github.com/netwhy/netwhy/checks"

// FlowTooLarge drops large packets only.
var FlowTooLarge = &Cause{
	ID:       "flow.too-large",
	Says:     "Packets are larger than their way takes, and are dropped",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"flow.size-drops"},
	Then:     []string{"flow.unanswered", "flow.lost-between"},
	After:    []string{"kernel", "nic", "cilium"},
}
