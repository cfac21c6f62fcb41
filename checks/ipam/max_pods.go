package ipam

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// MaxPods finds nodes that take no further pod.
var MaxPods = &checks.Check{
	ID:     "ipam.max-pods",
	Asks:   "Can the node take another pod?",
	Why:    "A node that holds as many pods as it may takes no more, however idle it is: restarts and upgrades then need room elsewhere.",
	Limits: "Breaks nothing by itself: pods that find no node at all are found by ipam.too-many-pods.",
	Refs: []string{
		"https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning#maximum-pods-per-node",
		"https://kubernetes.io/docs/reference/node/node-status/#capacity",
	},
	Also:  append(checks.Unreachable(), checks.IPExhaustion),
	Scope: evidence.Node, Side: checks.Both, Weight: checks.Risk,
	Needs: []evidence.Need{evidence.Require(evidence.NodeObject), evidence.Require(evidence.NodePods)},
	Remedy: checks.Remedy{
		Says:    "Add nodes, or a node pool with a higher maximum: the maximum of an existing pool cannot be raised.",
		Changes: "Scaling adds nodes, which cost money and take addresses; choose the number for the pool.",
		AKS:     []string{`az aks nodepool show -g "$AKS_RG" --cluster-name "$AKS_NAME" -n {{.pool}} --query "{maxPods:maxPods, count:count, max:maxCount}"`},
		Verify:  []string{"kubectl get pods -A --field-selector spec.nodeName={{.name}}"},
	},
	Eval: func(c *checks.Context) {
		list := evidence.NodeObject.Of(c)
		if len(list) == 0 {
			c.Skip("there is no Node of this name")
			return
		}
		node := &list[0]
		most, known := node.Status.Allocatable[corev1.ResourcePods]
		if !known || most.Value() <= 0 {
			c.Unknown("the Node does not say how many pods it may hold")
			return
		}
		// The scheduler counts pods that terminate; only ended ones free their place.
		holds := int64(0)
		for _, p := range evidence.NodePods.Of(c) {
			if !kube.Done(&p) {
				holds++
			}
		}
		if holds < most.Value() {
			c.Pass("the node holds %d of at most %d pods", holds, most.Value())
			return
		}
		c.Set("pool", node.Labels["kubernetes.azure.com/agentpool"])
		c.Fail("the node holds %d of at most %d pods and takes no more", holds, most.Value())
	},
}
