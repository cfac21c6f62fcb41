package kube

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// Machine is where a node stands, as values for remedies: of the scale set's
// instance behind an AKS node subscription, group, scaleSet and instance, from
// azure:///subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/virtualMachineScaleSets/V/virtualMachines/I;
// and its size.
func Machine(node *corev1.Node) map[string]string {
	values := map[string]string{"size": node.Labels[corev1.LabelInstanceTypeStable]}
	path, azure := strings.CutPrefix(node.Spec.ProviderID, "azure:///")
	part := strings.Split(path, "/")
	if azure && len(part) == 10 && part[2] == "resourceGroups" && part[6] == "virtualMachineScaleSets" {
		values["subscription"], values["group"], values["scaleSet"], values["instance"] = part[1], part[3], part[7], part[9]
	}
	return values
}
