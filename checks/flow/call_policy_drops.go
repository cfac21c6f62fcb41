package flow

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// CallPolicyDrops finds policies that drop what the caller sends to the Service.
var CallPolicyDrops = &checks.Check{
	ID:     "flow.call-policy-drops",
	Asks:   "Do the network policies let the caller's packets through to the Service?",
	Why:    "What no policy allows is dropped without an answer: the caller waits until it gives up.",
	Limits: "Flows of the last minutes only. Cilium names the policy of a deny rule; that nothing allows a packet is nobody's rule.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/_api/v1/flow/README/", "https://docs.cilium.io/en/v1.20/security/policy/intro/"},
	Also:   append(checks.Unreachable(), checks.PolicyReview, checks.PacketLoss, checks.EgressBlocked),
	Scope:  evidence.Call,
	Callee: evidence.Service,
	Needs:  slices.Concat(callNeeds(), callHeldAgainst()),
	Leads:  []checks.Lead{{Ask: "flow.policies-in-force", Always: true}},
	Remedy: checks.Remedy{
		Says: "Allow the caller in the policies that are asked, or change the rule that denies it.",
		Verify: []string{
			"kubectl -n {{.enforcer}} get networkpolicies,ciliumnetworkpolicies",
			"kubectl -n {{.namespace}} get pod {{.pod}} --show-labels",
		},
	},
	Eval: func(c *checks.Context) {
		all := call(c)
		tellDrops(c, all, all.keep(goingDropped), "no packet of the call was dropped by a policy", toService)
	},
}
