package cause

import "github.com/netwhy/netwhy/checks"

// DefaultDeny closes a workload to everybody.
var DefaultDeny = &Cause{
	ID:       "policy.default-deny-ingress",
	Says:     "A network policy denies all traffic to the workload",
	Explains: append(checks.Unreachable(), checks.PolicyReview, checks.IngressUnreachable),
	Shown:    []string{"policy.allows-any"},
	Then:     []string{"policy.path-denied"},
}
