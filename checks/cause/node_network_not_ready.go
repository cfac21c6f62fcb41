package cause

import "github.com/netwhy/netwhy/checks"

// NodeNetworkNotReady keeps pods off a node, or without a network on it.
var NodeNetworkNotReady = &Cause{
	ID:       "node.network-not-ready",
	Says:     "The node's network is not set up",
	Explains: append(checks.Unreachable(), checks.PacketLoss, checks.IngressUnreachable, checks.IPExhaustion),
	Shown:    []string{"node.network-taints"},
	Then:     []string{"node.not-ready", "workload.sandbox-failed", "workload.not-ready"},
}
