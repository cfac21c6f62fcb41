package cause

import "github.com/netwhy/netwhy/checks"

// MTLSZtunnelDown leaves enrolled pods without a way to anybody.
var MTLSZtunnelDown = &Cause{
	ID:       "mtls.ztunnel-down",
	Says:     "The proxy that encrypts for enrolled pods is down",
	Explains: append(checks.Unreachable(), checks.EgressBlocked, checks.IngressUnreachable, checks.DNSFails, checks.PolicyReview),
	Shown:    []string{"mtls.ztunnel-of-pods", "mtls.ztunnel-installed"},
	Then:     []string{"workload.not-ready"},
}
