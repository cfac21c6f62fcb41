package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// DropsService tells of packets for Services that lead nowhere.
var DropsService = &checks.Check{
	ID:     "cilium.drops-service",
	Asks:   "Do packets for Services find a backend on the node?",
	Why:    "Cilium drops what is for a Service without a ready pod behind it, or from a sender that the Service excludes.",
	Limits: "Which pods the packets were for, the counter does not tell: flows would. One caller of a Service that was given up is enough.",
	Refs:   []string{"https://docs.cilium.io/en/stable/observability/metrics/#drops-forwards-l3-l4", "cilium v1.20.2 pkg/monitor/api/drop.go"},
	Also:   append(checks.Losses(), append(checks.Beyond(), checks.PolicyReview)...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  metered(),
	Remedy: checks.Remedy{
		Says:   "Look for Services without ready endpoints, and for loadBalancerSourceRanges that leave a caller out.",
		Verify: []string{seeAll, seeAgent},
	},
	Eval: func(c *checks.Context) {
		if m := counted(c, forwardsFamily); m != nil {
			dropped(m, serviceDrops).judge(c, "some pods there call Services that cannot answer them")
		}
	},
}

// serviceDrops are packets for Services that nobody stands behind, or that their senders may not use.
var serviceDrops = []string{"Service backend not found", "Is a ClusterIP", "Denied by LB src range check"}
