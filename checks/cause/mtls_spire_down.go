package cause

import "github.com/netwhy/netwhy/checks"

// MTLSSPIREDown leaves enrolled pods without certificates.
var MTLSSPIREDown = &Cause{
	ID:       "mtls.spire-down",
	Says:     "SPIRE, which certifies enrolled pods, is down",
	Explains: append(checks.Unreachable(), checks.EgressBlocked, checks.IngressUnreachable, checks.DNSFails, checks.PolicyReview),
	Shown:    []string{"mtls.spire-ready"},
	Then:     []string{"mtls.ztunnel-down", "workload.not-ready"},
}
