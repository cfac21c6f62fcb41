package cause

import "github.com/netwhy/netwhy/checks"

// NodeNotReady takes a node's pods out of Services.
var NodeNotReady = &Cause{
	ID:       "node.not-ready",
	Says:     "The node is not ready",
	Explains: append(checks.Unreachable(), checks.PacketLoss, checks.Latency, checks.IngressUnreachable, checks.DNSFails),
	Shown:    []string{"node.ready"},
	Then:     []string{"workload.not-ready", "service.no-ready-endpoints", "dns.coredns-down", "ingress.backend-without-endpoints"},
}
