package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// DropsRouting tells of packets that no route or neighbour takes.
var DropsRouting = &checks.Check{
	ID:     "cilium.drops-routing",
	Asks:   "Does the kernel know a way for the packets of the node?",
	Why:    "A packet for an address that no route leads to, or that no neighbour answers for, is dropped where it is to be forwarded.",
	Limits: "Which pods the packets were for, the counter does not tell: flows would. One pod that calls an address which exists nowhere, such as that of a pod long gone, is enough.",
	Refs:   []string{"https://docs.cilium.io/en/stable/observability/metrics/#drops-forwards-l3-l4", "cilium v1.20.2 pkg/monitor/api/drop.go"},
	Also:   append(checks.Losses(), append(checks.Beyond(), checks.PolicyReview)...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  metered(),
	Remedy: checks.Remedy{
		Says:   "See the routes and neighbours of the node, and which address the packets are for.",
		Verify: []string{seeAll, seeAgent},
	},
	Eval: func(c *checks.Context) {
		if m := counted(c, forwardsFamily); m != nil {
			dropped(m, routingDrops).judge(c, "there is no way for them")
		}
	},
}

// routingDrops are packets for addresses that the kernel knows no way to.
var routingDrops = []string{"FIB lookup failed", "Local host is unreachable", "TTL exceeded"}
