package cause

import "github.com/netwhy/netwhy/checks"

// CiliumIdentityExhausted leaves pods with new labels without a network.
var CiliumIdentityExhausted = &Cause{
	ID:       "cilium.identity-exhausted",
	Says:     "Cilium has no identity left for new sets of labels",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PolicyReview, checks.IPExhaustion),
	Shown:    []string{"cilium.identity-space"},
	Then:     []string{"cilium.endpoint-broken", "workload.not-ready", "workload.sandbox-failed"},
}
