package flow

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// PolicyDrops lists what policies drop from and to a workload, wanted or not.
var PolicyDrops = &checks.Check{
	ID:     "flow.policy-drops",
	Asks:   "Do network policies let everything through that the workload's pods send and get?",
	Why:    "Dropping is what policies are for; but what they drop by mistake is dropped without a word.",
	Limits: "Whether a drop is wanted is not known.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/security/policy/intro/"},
	Also:   append(checks.Unreachable(), checks.PolicyReview, checks.PacketLoss, checks.EgressBlocked, checks.IngressUnreachable),
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  needs(),
	Remedy: checks.Remedy{
		Says: "Where it is not wanted, allow it in the policies that are asked.",
		Verify: []string{
			"kubectl -n {{.enforcer}} get networkpolicies,ciliumnetworkpolicies",
			"kubectl -n {{.namespace}} get pod {{.pod}} --show-labels",
		},
	},
	Eval: func(c *checks.Context) {
		all := workload(c)
		tellDrops(c, all, all.keep(byPolicy), "no packet of its pods was dropped by a policy", nil)
	},
}
