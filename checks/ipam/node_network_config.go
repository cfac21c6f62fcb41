package ipam

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// NodeNetworkConfig finds nodes that asked Azure for pod addresses and were refused.
var NodeNetworkConfig = &checks.Check{
	ID:     "ipam.node-network-config",
	Asks:   "Does Azure grant every node the pod addresses it asks for?",
	Why:    "With Azure CNI a node asks for addresses in batches; once it is refused, new pods on it wait in ContainerCreating.",
	Limits: "Pods that have an address keep it. Clusters without Azure CNS have no such objects.",
	Refs: []string{
		"https://github.com/Azure/azure-container-networking/blob/master/crd/nodenetworkconfig/api/v1alpha/nodenetworkconfig.go",
		"https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-pod-subnet",
	},
	For:   []checks.Symptom{checks.IPExhaustion},
	Also:  checks.Unreachable(),
	Scope: evidence.Cluster,
	Needs: []evidence.Need{evidence.RequireIfInstalled(evidence.NodeNetworkConfigs)},
	Remedy: checks.Remedy{
		Says:    "Free addresses in the pod subnet, or add a node pool in a larger one.",
		Changes: "The command only lists the node pools with their subnets; the subnet named in the finding is the one to look at.",
		AKS:     []string{`az aks nodepool list -g "$AKS_RG" --cluster-name "$AKS_NAME" --query "[].{name:name, maxPods:maxPods, count:count, podSubnet:podSubnetId}"`},
		Verify:  []string{"kubectl -n kube-system get nodenetworkconfigs.acn.azure.com {{.nodes}} -o wide"},
	},
	Eval: func(c *checks.Context) {
		configs := evidence.NodeNetworkConfigs.Of(c)
		var waiting []string
		for _, n := range configs {
			short := n.Spec.RequestedIPCount - int64(n.Status.AssignedIPCount)
			errors := refusals(&n)
			switch {
			case short > 0 && len(errors) > 0:
				c.Relate(evidence.Of(evidence.Node, "", n.Name))
				c.Set("nodes", n.Name)
				c.Fail("node %s asked for %d addresses, has %d and was refused more: %s", n.Name, n.Spec.RequestedIPCount, n.Status.AssignedIPCount, strings.Join(errors, ", "))
			case short > 0 || len(errors) > 0:
				waiting = append(waiting, n.Name)
			}
		}
		if len(waiting) > 0 {
			c.Unknown("%s of %s waits for addresses or reports an error, but not both: read again in a minute (%s)",
				checks.Count(len(waiting), "node"), fmt.Sprint(len(configs)), checks.Names(waiting))
			return
		}
		if len(configs) == 0 {
			c.Skip("there are no NodeNetworkConfigs: Azure CNS does not hand out addresses here")
			return
		}
		c.Pass("%s the addresses they asked for", checks.Count(len(configs), "node")+" have")
	},
}

// refusals are the errors that a node's request for addresses met, sorted.
func refusals(n *evidence.NodeNetworkConfig) (list []string) {
	if n.Status.Status == "Error" {
		list = append(list, "status Error")
	}
	for _, container := range n.Status.NetworkContainers {
		switch container.Status {
		case "NCUpdateSubnetFullError", "NCUpdateInternalServerError", "NCUpdateUnauthorizedError", "NCUpdateFailed":
			list = append(list, strings.TrimSpace(container.Status+" "+where(container.SubnetName, container.SubnetAddressSpace)))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func where(subnet, space string) string {
	if subnet == "" {
		return ""
	}
	return strings.TrimSpace("in subnet " + subnet + " " + space)
}
