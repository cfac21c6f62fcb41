package cause

import "github.com/netwhy/netwhy/checks"

// FlowPolicyUnrealised is a dataplane that lags behind the policies.
var FlowPolicyUnrealised = &Cause{
	ID:       "flow.policy-unrealised",
	Says:     "A node drops what the policies allow: it has not put them into force",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"flow.policies-in-force"},
	Then:     []string{"flow.policy-dropped", "flow.unanswered", "flow.lost-between", "workload.not-ready"},
	After:    []string{"cilium", "node", "kernel", "nic"},
}
