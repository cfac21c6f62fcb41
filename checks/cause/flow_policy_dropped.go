package cause

import "github.com/netwhy/netwhy/checks"

// FlowPolicyDropped is what policies do, as it was seen.
var FlowPolicyDropped = &Cause{
	ID:       "flow.policy-dropped",
	Says:     "Network policies drop what the caller sends",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"flow.call-policy-drops", "flow.host-policy-drops", "flow.dns-policy-drops"},
	Then:     []string{"flow.unanswered", "flow.lost-between", "flow.http-denied"},
	After:    []string{"policy", "cilium"},
}
