package evidence

import "github.com/netwhy/netwhy/nodeprobe/sample"

const nodeProbe = "node probe"

// What the kernels of the nodes counted, by the node probes. A probe has 4 seconds
// to answer; the rest of the budgets is for what waits its turn among thousands.
var (
	NodeCounters = Lists[sample.Window](Meta{
		Name: "node-counters", Scope: Node, Part: nodeProbe, Bulky: true, Budget: Budget{Seconds: 15},
		Query: Query{Tool: ToolNode, Name: "{name}"},
		Says:  "what moved in the kernel of one node during the last seconds: processors, devices, tables, the node's own network; its listeners, default routes and unusual neighbours",
	})
	PodNetworks = Lists[PodNetwork](Meta{
		Name: "pod-networks", Scope: Namespace, Part: nodeProbe, Budget: Budget{Seconds: 15},
		Query: Query{Tool: ToolNode, Namespace: ownNamespace},
		Says:  "what moved in the networks of a namespace's pods during the last seconds, by node; who listens in them, and their default routes",
	})
)

// PodNetwork is what the probe of one node says of the networks of a
// namespace's pods there. Namespaces in the window bear the names of the pods;
// that of pods with hostNetwork is "host".
type PodNetwork struct {
	Node string `json:"node"`
	// Pods are the names of the running pods that the node was asked about.
	Pods []string `json:"pods"`
	// Missing says why the node did not answer; then there is no window.
	Missing string         `json:"missing,omitempty"`
	Window  *sample.Window `json:"window,omitempty"`
}
