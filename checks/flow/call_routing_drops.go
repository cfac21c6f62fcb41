package flow

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// CallRoutingDrops finds packets for which a node has no way.
var CallRoutingDrops = &checks.Check{
	ID:     "flow.call-routing-drops",
	Asks:   "Has the caller's node a way to the Service's pods?",
	Why:    "Without a route, a tunnel's end or a neighbour for an address, the node drops what goes there.",
	Limits: "Flows are events and not packets, of the last minutes only; what a node without Hubble drops is not seen.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/_api/v1/flow/README/#dropreason", "bpf/lib/common.h, cilium v1.20"},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Call,
	Callee: evidence.Service,
	Needs:  callNeeds(),
	Remedy: checks.Remedy{
		Says: "Look at the node's routes and the route table of its subnet, whether the node of the peer still exists, and at egress gateways.",
		Verify: []string{
			"kubectl get nodes -o wide",
			"kubectl get ciliumnodes",
		},
	},
	Eval: func(c *checks.Context) { dropped(c, call(c), node, hubble.Routing) },
}
