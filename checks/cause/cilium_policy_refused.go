package cause

import "github.com/netwhy/netwhy/checks"

// CiliumPolicyRefused leaves out of force what somebody wrote.
var CiliumPolicyRefused = &Cause{
	ID:       "cilium.policy-refused",
	Says:     "Cilium is not set up for what a policy asks for, and refuses the policy",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PolicyReview),
	Shown:    []string{"cilium.l7-proxy-off", "cilium.node-selectors-off"},
}
