package flow

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// CallServiceDrops finds packets for a Service that leads to nobody, or not for this caller.
var CallServiceDrops = &checks.Check{
	ID:     "flow.call-service-drops",
	Asks:   "Do the Service's addresses lead the caller somewhere?",
	Why:    "A Service without a backend, or one that does not admit the source, drops each packet for it.",
	Limits: "Flows are events and not packets, of the last minutes only; what a node without Hubble drops is not seen.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/_api/v1/flow/README/#dropreason", "bpf/lib/common.h, cilium v1.20"},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Call,
	Callee: evidence.Service,
	Needs:  callNeeds(),
	Remedy: checks.Remedy{
		Says: "Look at the Service's endpoints, its selector and target port, and at loadBalancerSourceRanges.",
		Verify: []string{
			"kubectl -n {{.there}} get services,endpointslices",
			"kubectl -n {{.namespace}} get pod {{.pod}} -o wide",
		},
	},
	Eval: func(c *checks.Context) { dropped(c, call(c), service, hubble.NoService) },
}
