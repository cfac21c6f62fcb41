package flow

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// ProxyDrops finds packets that did not get to the proxy for layer 7.
var ProxyDrops = &checks.Check{
	ID:     "flow.proxy-drops",
	Asks:   "Do packets for the proxy of layer 7 and DNS rules arrive there?",
	Why:    "A policy with HTTP or DNS rules sends packets through a proxy on the node; while that does not take them, they are dropped.",
	Limits: "Flows are events and not packets, of the last minutes only; what a node without Hubble drops is not seen.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/_api/v1/flow/README/#dropreason", "bpf/lib/common.h, cilium v1.20"},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Weight: checks.Fault,
	Needs:  needs(),
	Remedy: checks.Remedy{
		Says: "See whether the agent, Envoy and, on AKS, ACNS's security agent run on the node, and whether ACNS is on: rules for layer 7 need it.",
		Verify: []string{
			"kubectl -n kube-system get pods -o wide --field-selector spec.nodeName={{.node}}",
			"kubectl -n kube-system get configmap cilium-config -o yaml",
		},
	},
	Eval: func(c *checks.Context) { dropped(c, workload(c), node, hubble.Proxy) },
}
