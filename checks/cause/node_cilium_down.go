package cause

import "github.com/netwhy/netwhy/checks"

// NodeCiliumDown freezes a node's network as it was.
var NodeCiliumDown = &Cause{
	ID:       "node.cilium-down",
	Says:     "Cilium's agent is down",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PolicyReview, checks.IPExhaustion, checks.PacketLoss),
	Shown:    []string{"node.cilium-agent", "node.cilium-agent-on-node"},
	Then:     []string{"node.network-not-ready", "node.not-ready", "workload.sandbox-failed", "workload.not-ready", "dns.coredns-down", "cilium.endpoint-broken", "cilium.regeneration-fails", "cilium.node-unknown"},
}
