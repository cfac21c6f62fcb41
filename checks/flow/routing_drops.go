package flow

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// RoutingDrops finds packets for which a node has no way.
var RoutingDrops = &checks.Check{
	ID:     "flow.routing-drops",
	Asks:   "Has the node a way for every packet of the workload's pods?",
	Why:    "Without a route, a tunnel's end or a neighbour for an address, the node drops what goes there.",
	Limits: "Flows are events and not packets, of the last minutes only; what a node without Hubble drops is not seen.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/_api/v1/flow/README/#dropreason", "bpf/lib/common.h, cilium v1.20"},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Weight: checks.Fault,
	Needs:  needs(),
	Remedy: checks.Remedy{
		Says: "Look at the node's routes and the route table of its subnet, whether the node of the peer still exists, and at egress gateways.",
		Verify: []string{
			"kubectl get nodes -o wide",
			"kubectl get ciliumnodes",
		},
	},
	Eval: func(c *checks.Context) { dropped(c, node, hubble.Routing) },
}
