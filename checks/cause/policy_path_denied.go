package cause

import "github.com/netwhy/netwhy/checks"

// PathDenied keeps this caller from this callee.
var PathDenied = &Cause{
	ID:       "policy.path-denied",
	Says:     "A network policy denies this call",
	Explains: append(checks.Unreachable(), checks.PolicyReview, checks.EgressBlocked, checks.DNSFails),
	Shown: []string{
		"policy.path-egress-allowed", "policy.path-ingress-allowed", "policy.port-egress-allowed", "policy.port-ingress-allowed",
		"policy.pod-port-egress-allowed", "policy.pod-port-ingress-allowed", "policy.host-egress-allowed",
	},
	Then: []string{"workload.not-ready", "workload.crashing"},
}
