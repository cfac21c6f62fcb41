package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// DropsFragments tells of packets that are too large, or in pieces.
var DropsFragments = &checks.Check{
	ID:     "cilium.drops-fragments",
	Asks:   "Do packets fit the way through the node?",
	Why:    "A packet larger than the link takes is dropped, and its sender told by ICMP; where that does not arrive, connections open and hang. Pieces of a datagram are dropped if the first is missing.",
	Limits: "Which pods the packets were for, the counter does not tell: flows would. Each sender that learns the size of the way loses a packet or two, which is as it should be.",
	Refs:   []string{"https://docs.cilium.io/en/stable/observability/metrics/#drops-forwards-l3-l4", "cilium v1.20.2 pkg/monitor/api/drop.go"},
	Also:   append(checks.Losses(), append(checks.Beyond(), checks.PolicyReview)...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  metered(),
	Remedy: checks.Remedy{
		Says:   "Hold the MTU of the nodes, of pods and of the way between against each other; let ICMP type 3 code 4 pass.",
		Verify: []string{seeAll, seeAgent},
	},
	Eval: func(c *checks.Context) {
		if m := counted(c, forwardsFamily); m != nil {
			dropped(m, fragmentDrops).judge(c, "they are larger than the way takes, or in pieces")
		}
	},
}

// fragmentDrops are packets larger than the way takes, or parts of them.
var fragmentDrops = []string{"Fragmentation needed", "IP fragmentation not supported", "First logical datagram fragment not found", "First logical datagram fragment not found from world"}
