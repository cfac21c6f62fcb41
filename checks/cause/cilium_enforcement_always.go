package cause

import "github.com/netwhy/netwhy/checks"

// CiliumEnforcementAlways cuts off whatever has no policy.
var CiliumEnforcementAlways = &Cause{
	ID:       "cilium.enforcement-always",
	Says:     "Cilium denies all that no policy allows, and there is no policy",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PolicyReview),
	Shown:    []string{"cilium.enforcement-always"},
	Then:     []string{"workload.not-ready", "policy.dns-denied", "policy.path-denied"},
}
