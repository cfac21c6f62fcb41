package flow

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// OddDrops finds drops for reasons that seldom tell of a fault, or that nobody knows.
var OddDrops = &checks.Check{
	ID:     "flow.odd-drops",
	Asks:   "Were no packets of the workload's pods dropped for odd reasons?",
	Why:    "Protocols that Cilium does not carry are dropped silently: mostly noise, but what a program needs may be among it.",
	Limits: "Flows are events and not packets, of the last minutes only; what a node without Hubble drops is not seen.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/_api/v1/flow/README/#dropreason", "bpf/lib/common.h, cilium v1.20"},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  needs(),
	Remedy: checks.Remedy{
		Says: "See whether the program uses a protocol that Cilium does not carry, VLANs, or a bandwidth limit.",
		Verify: []string{
			"kubectl -n {{.namespace}} get pod {{.pod}} -o yaml",
		},
	},
	Eval: func(c *checks.Context) {
		dropped(c, node, hubble.Malformed, hubble.Rate, hubble.Encapsulation, hubble.Obsolete, hubble.Unnamed)
	},
}
