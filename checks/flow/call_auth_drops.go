package flow

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// CallAuthDrops finds packets that were dropped because their sender is not authenticated, or not encrypted.
var CallAuthDrops = &checks.Check{
	ID:     "flow.call-auth-drops",
	Asks:   "Does mutual authentication or strict encryption let the caller's packets through to the Service?",
	Why:    "Where a policy demands authentication, packets are dropped until the identities have shaken hands; in strict encryption mode, whatever is not encrypted is.",
	Limits: "Flows are events and not packets, of the last minutes only; what a node without Hubble drops is not seen.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/_api/v1/flow/README/#dropreason", "bpf/lib/common.h, cilium v1.20"},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Call,
	Callee: evidence.Service,
	Needs:  callNeeds(),
	Remedy: checks.Remedy{
		Says: "Look at the authentication of the two identities (SPIRE's server and agents, the agent's log), and whether WireGuard's UDP port 51871 is open between the nodes.",
		Verify: []string{
			"kubectl -n kube-system get pods -o wide --field-selector spec.nodeName={{.node}}",
			"kubectl -n {{.namespace}} get pod {{.pod}} -o wide",
		},
	},
	Eval: func(c *checks.Context) { dropped(c, call(c), owner, hubble.Unauthorised) },
}
