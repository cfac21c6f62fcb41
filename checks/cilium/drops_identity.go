package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// DropsIdentity finds packets dropped because Cilium does not know whose they are.
var DropsIdentity = &checks.Check{
	ID:     "cilium.drops-identity",
	Asks:   "Does Cilium know whose packets it carries on the node?",
	Why:    "A packet whose sender or node Cilium cannot identify is dropped, whatever policies say: the agent has not learned of a pod or node, or has lost it.",
	Limits: "Which pods the packets were for, the counter does not tell: flows would.",
	Refs:   []string{"https://docs.cilium.io/en/stable/observability/metrics/#drops-forwards-l3-l4", "cilium v1.20.2 pkg/monitor/api/drop.go"},
	Also:   append(checks.Losses(), append(checks.Beyond(), checks.PolicyReview)...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Needs:  metered(),
	Remedy: checks.Remedy{
		Says:   "Restart the agent of the node, and see whether a CiliumNode and CiliumEndpoints exist for its peers.",
		Verify: []string{seeAll, seeAgent},
	},
	Eval: func(c *checks.Context) {
		if m := counted(c, forwardsFamily); m != nil {
			dropped(m, identityDrops).judge(c, "it does not know its peers")
		}
	},
}

// identityDrops are packets of which Cilium does not know who sent them, or who is to get them.
var identityDrops = []string{"Invalid identity", "No node ID found"}
