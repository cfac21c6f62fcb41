package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// DropsTunnel finds packets that Cilium has no tunnel or gateway for.
var DropsTunnel = &checks.Check{
	ID:     "cilium.drops-tunnel",
	Asks:   "Has Cilium a tunnel, device or gateway for the packets of the node?",
	Why:    "Packets for other nodes, or for the outside by way of an egress gateway, are dropped at the node that they start from where Cilium does not know what to send them through.",
	Limits: "Which pods the packets were for, the counter does not tell: flows would.",
	Refs:   []string{"https://docs.cilium.io/en/stable/observability/metrics/#drops-forwards-l3-l4", "cilium v1.20.2 pkg/monitor/api/drop.go"},
	Also:   append(checks.Losses(), append(checks.Beyond(), checks.PolicyReview)...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Needs:  metered(),
	Remedy: checks.Remedy{
		Says:   "See the CiliumNodes of the peers, the CiliumEgressGatewayPolicies and the nodes that they select, and restart the agent of the node.",
		Verify: []string{seeAll, seeAgent},
	},
	Eval: func(c *checks.Context) {
		if m := counted(c, forwardsFamily); m != nil {
			dropped(m, tunnelDrops).judge(c, "it does not know what to send them through")
		}
	},
}

// tunnelDrops are packets whose tunnel, device or gateway Cilium does not know.
var tunnelDrops = []string{"No tunnel/encapsulation endpoint (datapath BUG!)", "No device", "No egress gateway found", "No Egress IP configured"}
