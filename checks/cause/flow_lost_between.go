package cause

import "github.com/netwhy/netwhy/checks"

// FlowLostBetween loses what left one node and never came to the other.
var FlowLostBetween = &Cause{
	ID:       "flow.lost-between",
	Says:     "Packets leave the caller's node and never come to that of the server",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"flow.call-lost"},
	After:    []string{"node", "kernel", "nic", "ipam", "cilium"},
}
