package cause

import "github.com/netwhy/netwhy/checks"

// CiliumWayUnknown drops packets at the node that they start from.
var CiliumWayUnknown = &Cause{
	ID:       "cilium.way-unknown",
	Says:     "Cilium has no tunnel, device or gateway for packets",
	Explains: append(checks.Losses(), append(checks.Beyond(), checks.PolicyReview)...),
	Shown:    []string{"cilium.drops-tunnel"},
	Then:     []string{"workload.not-ready", "kernel.retransmits"},
}
