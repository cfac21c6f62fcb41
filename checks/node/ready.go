package node

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// Ready finds a node that its kubelet or the control plane calls not ready, or
// whose network is not set up.
var Ready = &checks.Check{
	ID:     "node.ready",
	Asks:   "Is the node ready, with its network set up?",
	Why:    "Pods of a node that is not ready are taken out of Services, and no new ones start there.",
	Limits: "Unknown means that the control plane no longer hears the kubelet: the pods may run on.",
	Refs: []string{
		"https://kubernetes.io/docs/reference/node/node-status/#condition",
		"https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/availability-performance/node-not-ready-basic-troubleshooting",
	},
	For:   append(checks.Unreachable(), checks.PacketLoss, checks.Latency),
	Also:  []checks.Symptom{checks.IngressUnreachable, checks.DNSFails, checks.EgressBlocked, checks.IPExhaustion},
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: []evidence.Need{evidence.Require(evidence.NodeObject)},
	Leads: []checks.Lead{{Ask: "node.problem-detector"}, {Ask: "node.pressure"}, {Ask: "node.cilium-agent-on-node"}},
	Remedy: checks.Remedy{
		Says:    "Keep new pods off the node and mend it; on AKS, restart its machine if it does not recover.",
		Changes: "The first command only keeps new pods off, until kubectl uncordon; the restart ends all pods on the node.",
		Fix:     []string{"kubectl cordon {{.name}}"},
		AKS:     []string{"az vmss restart --subscription {{.subscription}} -g {{.group}} -n {{.scaleSet}} --instance-ids {{.instance}}"},
		Verify:  []string{"kubectl describe node {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		list := evidence.NodeObject.Of(c)
		if len(list) == 0 {
			c.Unknown("there is no Node of this name: it was deleted, or is named otherwise")
			return
		}
		node := &list[0]
		c.Relate(c.Subject())
		setMachine(c, node)
		ready := condition(node, corev1.NodeReady)
		switch {
		case ready == nil:
			c.Unknown("the node has no Ready condition")
		case ready.Status == corev1.ConditionTrue:
			c.Pass("the node is ready")
		default:
			c.Fail("Ready is %s: %s (%s)", ready.Status, ready.Reason, ready.Message)
		}
		if network := condition(node, corev1.NodeNetworkUnavailable); network != nil && network.Status == corev1.ConditionTrue {
			c.Fail("NetworkUnavailable is True: %s (%s)", network.Reason, network.Message)
		}
	},
}
