package cause

import "github.com/netwhy/netwhy/checks"

// CiliumRuleFitsNothing denies what somebody meant to allow.
var CiliumRuleFitsNothing = &Cause{
	ID:       "cilium.rule-fits-nothing",
	Says:     "A rule of a policy fits nothing, since Cilium does not know what it names",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PolicyReview),
	Shown:    []string{"cilium.cidr-groups", "cilium.port-ranges"},
}
