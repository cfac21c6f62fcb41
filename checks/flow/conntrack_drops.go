package flow

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// ConntrackDrops finds packets that no place was left for in the tables of connections and of translated addresses.
var ConntrackDrops = &checks.Check{
	ID:     "flow.conntrack-drops",
	Asks:   "Do the connections of the workload's pods find a place in the node's tables?",
	Why:    "When Cilium's table of connections or of address translation is full, new connections are dropped while old ones work.",
	Limits: "Flows are events and not packets, of the last minutes only; what a node without Hubble drops is not seen.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/_api/v1/flow/README/#dropreason", "bpf/lib/common.h, cilium v1.20"},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Weight: checks.Fault,
	Needs:  needs(),
	Remedy: checks.Remedy{
		Says: "See what fills the table (cilium_bpf_map_pressure, many short connections), and enlarge it: bpf-ct-global-tcp-max, bpf-ct-global-any-max and bpf-nat-global-max of cilium-config, on AKS by a support case.",
		Verify: []string{
			"kubectl -n kube-system get configmap cilium-config -o yaml",
			"kubectl -n kube-system get pods -l k8s-app=cilium -o wide --field-selector spec.nodeName={{.node}}",
		},
	},
	Eval: func(c *checks.Context) { dropped(c, workload(c), node, hubble.Tracking) },
}
