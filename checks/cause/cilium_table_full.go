package cause

import "github.com/netwhy/netwhy/checks"

// CiliumTableFull drops the first packet of new connections.
var CiliumTableFull = &Cause{
	ID:       "cilium.table-full",
	Says:     "A table of Cilium on the node is full",
	Explains: append(checks.Losses(), append(checks.Beyond(), checks.PolicyReview)...),
	Shown:    []string{"cilium.conntrack-full", "cilium.nat-full", "cilium.policy-map-full"},
	Then:     []string{"workload.not-ready", "kernel.retransmits"},
}
