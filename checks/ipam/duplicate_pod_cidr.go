package ipam

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// DuplicatePodCIDR finds nodes whose pod ranges overlap.
var DuplicatePodCIDR = &checks.Check{
	ID:     "ipam.duplicate-pod-cidr",
	Asks:   "Has every node a pod range of its own?",
	Why:    "Routes lead a pod range to one node only: pods of the other node with the same range are unreachable from elsewhere.",
	Limits: "Reads the ranges that the Nodes state. With Azure CNI on the virtual network Nodes have none.",
	Refs:   []string{"https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/node-v1/#NodeSpec"},
	For:    []checks.Symptom{checks.IPExhaustion},
	Also:   []checks.Symptom{checks.HealthReview},
	Scope:  evidence.Cluster,
	Needs:  []evidence.Need{evidence.Require(evidence.Nodes)},
	Remedy: checks.Remedy{
		Says:   "Replace one of the two nodes, so that it is given a range anew; drain it first.",
		Verify: []string{"kubectl get nodes -o custom-columns=NAME:.metadata.name,PODS:.spec.podCIDRs"},
	},
	Eval: func(c *checks.Context) {
		nodes := evidence.Nodes.Of(c)
		ranges := podRanges(nodes)
		for i, a := range ranges {
			for _, b := range ranges[i+1:] {
				if a.name != b.name && a.Overlaps(b.Prefix) {
					c.Relate(evidence.Of(evidence.Node, "", a.name), evidence.Of(evidence.Node, "", b.name))
					c.Fail("pod range %s of node %s overlaps %s of node %s", a.Prefix, a.name, b.Prefix, b.name)
				}
			}
		}
		var without []string
		for _, n := range nodes {
			if !virtual(&n) && !slices.ContainsFunc(ranges, func(r owned) bool { return r.name == n.Name }) {
				without = append(without, n.Name)
			}
		}
		switch {
		case len(ranges) == 0:
			c.Skip("no Node states a pod range: pods take their addresses elsewhere")
		case len(without) > 0:
			c.Unknown("%s no pod range, others have one: it has not been given yet, or none is left", checks.Names(without)+" of "+checks.Count(len(nodes), "node")+" state")
		default:
			c.Pass("the pod ranges of %s do not overlap", checks.Count(len(nodes)-len(without), "node"))
		}
	},
}

// virtual reports whether a node is AKS's virtual node, which has no pod range.
func virtual(n *corev1.Node) bool { return n.Labels["type"] == "virtual-kubelet" }
