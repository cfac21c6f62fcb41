package flow

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// OddDrops finds drops for all other reasons, whoever the peer is.
var OddDrops = &checks.Check{
	ID:     "flow.odd-drops",
	Asks:   "Is nothing else dropped of what the workload's pods send and get?",
	Why:    "Protocols that Cilium does not carry, Services without backends, addresses without a way: mostly noise, but what a program needs may be among it.",
	Limits: "Flows are events and not packets, of the last minutes only; what a node without Hubble drops is not seen.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/_api/v1/flow/README/#dropreason", "bpf/lib/common.h, cilium v1.20"},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  needs(),
	Remedy: checks.Remedy{
		Says: "See whether the program needs what it sends there; if so, ask about the call itself.",
		Verify: []string{
			"kubectl -n {{.namespace}} get pod {{.pod}} -o yaml",
		},
	},
	Eval: func(c *checks.Context) {
		dropped(c, workload(c), node, hubble.Malformed, hubble.NoService, hubble.Unauthorised, hubble.Identity, hubble.Routing, hubble.Rate, hubble.Encapsulation, hubble.Obsolete, hubble.Unnamed)
	},
}
