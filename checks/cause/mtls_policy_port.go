package cause

import "github.com/netwhy/netwhy/checks"

// MTLSPolicyPort denies encrypted connections by their port.
var MTLSPolicyPort = &Cause{
	ID:       "mtls.policy-port",
	Says:     "A network policy lets the port of the program through, and not the one that encrypted connections go to",
	Explains: append(checks.Unreachable(), checks.EgressBlocked, checks.IngressUnreachable, checks.DNSFails, checks.PolicyReview),
	Shown:    []string{"mtls.policy-port"},
	Then:     []string{"workload.not-ready"},
}
