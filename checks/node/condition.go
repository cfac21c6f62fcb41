package node

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
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

// setMachine sets the remedy's values of the machine behind a node.
func setMachine(c *checks.Context, node *corev1.Node) {
	for name, value := range kube.Machine(node) {
		c.Set(name, value)
	}
}

// virtual reports whether a node is AKS's virtual node, on which no pods of
// kube-proxy or Cilium run.
func virtual(node *corev1.Node) bool { return node.Labels["type"] == "virtual-kubelet" }
