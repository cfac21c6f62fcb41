package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// DropsPolicy tells of packets that policies deny.
var DropsPolicy = &checks.Check{
	ID:     "cilium.drops-policy",
	Asks:   "Does no policy deny packets on the node?",
	Why:    "Somebody on the node calls, or is called, where no policy allows it. Whether that is meant, the packets do not tell.",
	Limits: "Which pods the packets were for, the counter does not tell: flows would. Policies are there to deny; this is no fault of itself.",
	Refs:   []string{"https://docs.cilium.io/en/stable/observability/metrics/#drops-forwards-l3-l4", "cilium v1.20.2 pkg/monitor/api/drop.go"},
	Also:   append(checks.Losses(), append(checks.Beyond(), checks.PolicyReview)...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  metered(),
	Remedy: checks.Remedy{
		Says:   "See which flows are denied, with Hubble, and hold them against the policies of both ends.",
		Verify: []string{seeAll, seeAgent},
	},
	Eval: func(c *checks.Context) {
		if m := counted(c, forwardsFamily); m != nil {
			dropped(m, policyDrops).judge(c, "some pods there are denied what they try")
		}
	},
}

// policyDrops are what policies do.
var policyDrops = []string{"Policy denied", "Policy denied by denylist"}
