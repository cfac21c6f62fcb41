package flow

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// CallIdentityDrops finds packets whose sender or receiver the dataplane does not know.
var CallIdentityDrops = &checks.Check{
	ID:     "flow.call-identity-drops",
	Asks:   "Does the dataplane know who calls the Service, and who answers?",
	Why:    "A packet from an address that is not the pod's, or from an identity that the node has not learned, is dropped, whatever policies say.",
	Limits: "Flows are events and not packets, of the last minutes only; what a node without Hubble drops is not seen.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/_api/v1/flow/README/#dropreason", "bpf/lib/common.h, cilium v1.20"},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Call,
	Callee: evidence.Service,
	Needs:  callNeeds(),
	Remedy: checks.Remedy{
		Says: "Compare the pod's address with that of its CiliumEndpoint, and see whether the node's agent is up to date; restarting the agent of that node makes it learn anew.",
		Verify: []string{
			"kubectl -n {{.namespace}} get ciliumendpoint {{.pod}} -o wide",
			"kubectl get ciliumnodes",
			"kubectl -n kube-system get pods -l k8s-app=cilium -o wide --field-selector spec.nodeName={{.node}}",
		},
	},
	Eval: func(c *checks.Context) { dropped(c, call(c), node, hubble.Identity) },
}
