package cause

import "github.com/netwhy/netwhy/checks"

// CiliumPeersUnknown drops packets whatever policies say.
var CiliumPeersUnknown = &Cause{
	ID:       "cilium.peers-unknown",
	Says:     "Cilium does not know whose the packets are",
	Explains: append(checks.Losses(), append(checks.Beyond(), checks.PolicyReview)...),
	Shown:    []string{"cilium.drops-identity"},
	Then:     []string{"workload.not-ready", "kernel.retransmits"},
}
