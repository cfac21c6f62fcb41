package node

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// NetworkTaints finds taints by which the network's own components say that
// the node is not to be used yet, or no more.
var NetworkTaints = &checks.Check{
	ID:     "node.network-taints",
	Asks:   "Is the node free of taints that say its network is not ready?",
	Why:    "Such a taint keeps pods off the node, and its reason, a network that is not set up, breaks those that are there.",
	Limits: "Every new node bears some of them for its first minute.",
	Refs: []string{
		"https://kubernetes.io/docs/reference/labels-annotations-taints/",
		"https://docs.cilium.io/en/stable/installation/taints/",
	},
	For:   checks.Unreachable(),
	Also:  []checks.Symptom{checks.IngressUnreachable, checks.PacketLoss, checks.IPExhaustion},
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: []evidence.Need{evidence.Require(evidence.NodeObject)},
	Leads: []checks.Lead{{Ask: "node.cilium-agent-on-node"}, {Ask: "node.ready"}},
	Remedy: checks.Remedy{
		Says: "Mend the component that sets the taint; it takes the taint off itself. Only the out-of-service taint is set and taken off by hand.",
		Verify: []string{
			"kubectl get node {{.name}} -o jsonpath={{.taints}}",
			"kubectl -n kube-system get pods -o wide --field-selector {{.onNode}}",
		},
	},
	Eval: func(c *checks.Context) {
		node := subject(c)
		if node == nil {
			return
		}
		c.Relate(c.Subject())
		c.Set("taints", "{.spec.taints}")
		c.Set("onNode", "spec.nodeName="+node.Name)
		c.Pass("none of its %s concerns the network", checks.Count(len(node.Spec.Taints), "taint"))
		for _, means := range networkTaints {
			for _, taint := range node.Spec.Taints {
				if taint.Key == means.key {
					c.Fail("taint %s: %s", taint.ToString(), means.text)
				}
			}
		}
	},
}

var networkTaints = []struct{ key, text string }{
	{"node.cilium.io/agent-not-ready", "no Cilium agent is ready on the node"},
	{corev1.TaintNodeNetworkUnavailable, "the node's routes are not set up"},
	{corev1.TaintNodeOutOfService, "somebody has declared the node dead"},
	{"node.cloudprovider.kubernetes.io/uninitialized", "the cloud provider has not set the node up"},
}
