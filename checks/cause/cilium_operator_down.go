package cause

import "github.com/netwhy/netwhy/checks"

// CiliumOperatorDown leaves new pods and nodes without what they need.
var CiliumOperatorDown = &Cause{
	ID:       "cilium.operator-down",
	Says:     "Cilium's operator is down",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PolicyReview, checks.IPExhaustion),
	Shown:    []string{"cilium.operator", "cilium.endpoint-slices"},
	Then:     []string{"cilium.endpoint-broken", "workload.not-ready", "workload.sandbox-failed"},
}
