package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// DropsSpoofed tells of packets with an address that is not their pod's.
var DropsSpoofed = &checks.Check{
	ID:     "cilium.drops-spoofed",
	Asks:   "Do pods on the node send from their own addresses?",
	Why:    "Cilium drops what a pod sends from another address: a VPN or a bridge in a pod, containers in containers, or a pod that kept an address it has lost.",
	Limits: "Which pods the packets were for, the counter does not tell: flows would.",
	Refs:   []string{"https://docs.cilium.io/en/stable/observability/metrics/#drops-forwards-l3-l4", "cilium v1.20.2 pkg/monitor/api/drop.go"},
	Also:   append(checks.Losses(), append(checks.Beyond(), checks.PolicyReview)...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  metered(),
	Remedy: checks.Remedy{
		Says:   "Find the pod by the flows with this drop reason; give it an address of its own for what it forwards.",
		Verify: []string{seeAll, seeAgent},
	},
	Eval: func(c *checks.Context) {
		if m := counted(c, forwardsFamily); m != nil {
			dropped(m, spoofDrops).judge(c, "some pods send from addresses that are not theirs")
		}
	},
}

// spoofDrops are packets that a pod sends from an address which is not its own.
var spoofDrops = []string{"Invalid source ip", "Invalid source mac"}
