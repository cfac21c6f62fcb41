package flow

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// LifecycleDrops finds packets for pods that the dataplane is not, or no longer, ready for.
var LifecycleDrops = &checks.Check{
	ID:     "flow.lifecycle-drops",
	Asks:   "Is the dataplane ready for every pod that the workload talks with?",
	Why:    "While a pod starts or ends, or an agent restarts, its packets are dropped for a moment; where that goes on, the agent does not finish its programs.",
	Limits: "Flows are events and not packets, of the last minutes only; what a node without Hubble drops is not seen.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/_api/v1/flow/README/#dropreason", "bpf/lib/common.h, cilium v1.20"},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  needs(),
	Remedy: checks.Remedy{
		Says: "See whether pods come and go, or the agent restarts; where neither does, read the agent's log on the node for failed regenerations.",
		Verify: []string{
			"kubectl -n {{.namespace}} get pods -o wide",
			"kubectl -n kube-system get pods -l k8s-app=cilium -o wide --field-selector spec.nodeName={{.node}}",
		},
	},
	Eval: func(c *checks.Context) { dropped(c, workload(c), node, hubble.Lifecycle) },
}
