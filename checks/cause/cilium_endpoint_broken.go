package cause

import "github.com/netwhy/netwhy/checks"

// CiliumEndpointBroken leaves a pod without rules that let it talk.
var CiliumEndpointBroken = &Cause{
	ID:       "cilium.endpoint-broken",
	Says:     "Cilium could not set up the network of a pod",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PolicyReview, checks.IPExhaustion),
	Shown:    []string{"cilium.endpoint-ready"},
	Then:     []string{"workload.not-ready"},
}
