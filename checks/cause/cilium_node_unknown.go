package cause

import "github.com/netwhy/netwhy/checks"

// CiliumNodeUnknown leads packets for a node nowhere.
var CiliumNodeUnknown = &Cause{
	ID:       "cilium.node-unknown",
	Says:     "The agents of other nodes do not know where the node is",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PacketLoss),
	Shown:    []string{"cilium.node-known", "cilium.node-addresses"},
	Then:     []string{"dns.coredns-down", "workload.not-ready"},
}
