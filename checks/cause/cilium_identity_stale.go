package cause

import "github.com/netwhy/netwhy/checks"

// CiliumIdentityStale makes policies judge a pod by what it was.
var CiliumIdentityStale = &Cause{
	ID:       "cilium.identity-stale",
	Says:     "Cilium judges a pod by labels that it no longer has, or by an identity that does not exist",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PolicyReview),
	Shown:    []string{"cilium.identity-labels", "cilium.identity-exists"},
	Then:     []string{"workload.not-ready"},
}
