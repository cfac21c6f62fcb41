package cause

import "github.com/netwhy/netwhy/checks"

// DefaultDenyEgress lets a workload reach nobody.
var DefaultDenyEgress = &Cause{
	ID:       "policy.default-deny-egress",
	Says:     "A network policy denies all traffic from the workload",
	Explains: append(checks.Unreachable(), checks.PolicyReview, checks.EgressBlocked, checks.DNSFails),
	Shown:    []string{"policy.egress-any"},
	Then:     []string{"policy.dns-denied", "policy.path-denied", "workload.not-ready", "workload.crashing"},
}
