package cause

import "github.com/netwhy/netwhy/checks"

// CiliumRegenerationFails leaves old rules in force.
var CiliumRegenerationFails = &Cause{
	ID:       "cilium.regeneration-fails",
	Says:     "Cilium's agent cannot renew the rules of its endpoints",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PolicyReview),
	Shown:    []string{"cilium.regeneration"},
	Then:     []string{"cilium.endpoint-broken", "cilium.programs-missing", "workload.not-ready"},
}
