package cause

import "github.com/netwhy/netwhy/checks"

// CiliumNodesApart separates nodes from each other.
var CiliumNodesApart = &Cause{
	ID:       "cilium.nodes-apart",
	Says:     "Nodes cannot reach each other",
	Explains: append(checks.Losses(), append(checks.Beyond(), checks.PolicyReview)...),
	Shown:    []string{"cilium.unreachable-nodes"},
	Then:     []string{"workload.not-ready", "kernel.retransmits", "dns.coredns-down"},
}
