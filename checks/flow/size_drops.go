package flow

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// SizeDrops finds packets that are too large for their way.
var SizeDrops = &checks.Check{
	ID:     "flow.size-drops",
	Asks:   "Do the packets of the workload's pods fit the way that they take?",
	Why:    "A packet that is larger than the way takes, and may not be cut, is dropped; a sender that does not learn of it sends it again and again: small answers arrive, large ones hang.",
	Limits: "Flows are events and not packets, of the last minutes only; what a node without Hubble drops is not seen.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/_api/v1/flow/README/#dropreason", "bpf/lib/common.h, cilium v1.20"},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Weight: checks.Fault,
	Needs:  needs(),
	Remedy: checks.Remedy{
		Says: "Give pods the MTU of the way: that of the node's device, less what encapsulation or encryption adds; let ICMP 'fragmentation needed' through firewalls.",
		Verify: []string{
			"kubectl -n kube-system get configmap cilium-config -o yaml",
			"kubectl -n {{.namespace}} get pod {{.pod}} -o wide",
		},
	},
	Eval: func(c *checks.Context) { dropped(c, workload(c), node, hubble.Oversize) },
}
