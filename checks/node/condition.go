package node

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// subject is the Node under examination; nil, and skipped, if there is none.
func subject(c *checks.Context) *corev1.Node {
	list := evidence.NodeObject.Of(c)
	if len(list) == 0 {
		c.Skip("there is no Node of this name")
		return nil
	}
	return &list[0]
}

// condition is a node's condition of a type, nil if it has none.
func condition(node *corev1.Node, kind corev1.NodeConditionType) *corev1.NodeCondition {
	for i := range node.Status.Conditions {
		if node.Status.Conditions[i].Type == kind {
			return &node.Status.Conditions[i]
		}
	}
	return nil
}

// raised are those of some conditions that are True, told with their messages.
func raised(node *corev1.Node, kinds []corev1.NodeConditionType) (list []string) {
	for _, kind := range kinds {
		if c := condition(node, kind); c != nil && c.Status == corev1.ConditionTrue {
			list = append(list, string(kind)+" ("+c.Message+")")
		}
	}
	return list
}

// setMachine sets the remedy's values of the scale set instance behind an AKS
// node: azure:///subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/virtualMachineScaleSets/V/virtualMachines/I.
func setMachine(c *checks.Context, node *corev1.Node) {
	path, azure := strings.CutPrefix(node.Spec.ProviderID, "azure:///")
	part := strings.Split(path, "/")
	if azure && len(part) == 10 && part[2] == "resourceGroups" && part[6] == "virtualMachineScaleSets" {
		c.Set("subscription", part[1])
		c.Set("group", part[3])
		c.Set("scaleSet", part[7])
		c.Set("instance", part[9])
	}
}

// virtual reports whether a node is AKS's virtual node, on which no pods of
// kube-proxy or Cilium run.
func virtual(node *corev1.Node) bool { return node.Labels["type"] == "virtual-kubelet" }
