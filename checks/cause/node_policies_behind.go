package cause

import "github.com/netwhy/netwhy/checks"

// NodePoliciesBehind lets through and denies by policies and pods of before.
var NodePoliciesBehind = &Cause{
	ID:       "node.policies-behind",
	Says:     "Azure Network Policy Manager is down, so that the node's rules no longer follow policies and pods",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.PolicyReview),
	Shown:    []string{"node.azure-npm-on-node"},
	Then:     []string{"workload.not-ready"},
}
