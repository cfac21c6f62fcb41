package ipam

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// exhausted are words of the network plugins when they have no address left:
// Azure CNS, host-local (kubenet), Azure's older IPAM, and Azure itself.
var exhausted = []string{
	"not enough IPs available", "no IP addresses available in range set", "No available addresses",
	"SubnetIsFull", "NCUpdateSubnetFullError",
}

// AddressesGranted finds pods that wait for an address which is not there.
var AddressesGranted = &checks.Check{
	ID:     "ipam.addresses-granted",
	Asks:   "Do the namespace's pods get addresses?",
	Why:    "A pod that gets no address stays in ContainerCreating: it neither serves nor calls.",
	Limits: "Rests on events, which expire after an hour. Whether the subnet, the pod range or the node's share is too small stands in Azure.",
	Refs: []string{
		"https://github.com/Azure/azure-container-networking/issues/2999",
		"https://github.com/containernetworking/plugins/blob/main/plugins/ipam/host-local/backend/allocator/allocator.go",
		"https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-code-subnetisfull-upgrade",
	},
	Also:  append(checks.Unreachable(), checks.IPExhaustion, checks.IngressUnreachable),
	Scope: evidence.Namespace, Side: checks.Both,
	Needs: []evidence.Need{evidence.Require(evidence.Warnings), evidence.Require(evidence.Pods)},
	Remedy: checks.Remedy{
		Says:    "Give the nodes more addresses: a node pool in a larger pod subnet, or fewer pods and a lower upgrade surge until addresses are free.",
		AKS:     []string{`az aks nodepool list -g "$AKS_RG" --cluster-name "$AKS_NAME" --query "[].{name:name, maxPods:maxPods, count:count, podSubnet:podSubnetId, subnet:vnetSubnetId}"`},
		Verify:  []string{"kubectl -n {{.name}} get pods -o wide"},
		Changes: "The command only lists the node pools and their subnets; what to enlarge depends on them.",
	},
	Eval: func(c *checks.Context) {
		pods := kube.Live(evidence.Pods.Of(c))
		had := 0
		for _, e := range evidence.Warnings.Of(c) {
			if !slices.ContainsFunc(exhausted, func(words string) bool { return strings.Contains(e.Message, words) }) {
				continue
			}
			i := slices.IndexFunc(pods, func(p corev1.Pod) bool { return p.Name == e.InvolvedObject.Name })
			if i < 0 || e.InvolvedObject.Kind != "Pod" || pods[i].Status.PodIP != "" {
				had++
				continue
			}
			c.Relate(kube.Owner(&pods[i]))
			if node := pods[i].Spec.NodeName; node != "" {
				c.Relate(evidence.Of(evidence.Node, "", node))
			}
			c.Fail("pod %s has no address: %s", e.InvolvedObject.Name, reason(e.Message))
		}
		if had > 0 {
			c.NoSign("%s of exhausted addresses, but the pods concerned have an address by now, or are gone", checks.Count(had, "warning"))
			return
		}
		c.NoSign("no warning of exhausted addresses among the namespace's recent events")
	},
}

// reason is the telling part of a plugin's message, which begins with the
// sandbox's long name.
func reason(message string) string {
	for _, words := range exhausted {
		if i := strings.Index(message, words); i >= 0 {
			part, _, _ := strings.Cut(message[i:], ", IP config request")
			return part
		}
	}
	return message
}
