package ipam

import (
	"net/netip"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// ServiceCIDROverlap finds nodes and pods with addresses out of the range that
// Services take theirs from.
var ServiceCIDROverlap = &checks.Check{
	ID:     "ipam.service-cidr-overlap",
	Asks:   "Is the range of ClusterIPs apart from the addresses of nodes and pods?",
	Why:    "An address that is a node's or pod's and a Service's at once leads to the Service: the node or pod becomes unreachable from within the cluster.",
	Limits: "Sees the cluster's own addresses; an overlap with a peered or on-premises network stands in Azure.",
	Refs: []string{
		"https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning",
		"https://github.com/cilium/cilium/pull/31504",
	},
	For:   []checks.Symptom{checks.IPExhaustion},
	Also:  []checks.Symptom{checks.HealthReview},
	Scope: evidence.Cluster,
	Needs: []evidence.Need{evidence.RequireIfInstalled(evidence.ServiceCIDRs), evidence.Require(evidence.Nodes)},
	Remedy: checks.Remedy{
		Says:    "Move the workloads to a cluster whose service, pod and network ranges are apart: the service range of a cluster cannot be changed.",
		Changes: "The command only shows the ranges.",
		AKS:     []string{`az aks show -g "$AKS_RG" -n "$AKS_NAME" --query "networkProfile.{service:serviceCidrs, pod:podCidrs}"`},
		Verify:  []string{"kubectl get servicecidrs", "kubectl get nodes -o 'custom-columns=NAME:.metadata.name,ADDRESSES:.status.addresses[*].address,PODS:.spec.podCIDRs'"},
	},
	Eval: func(c *checks.Context) {
		services, nodes := serviceRanges(evidence.ServiceCIDRs.Of(c)), evidence.Nodes.Of(c)
		if len(services) == 0 {
			c.Skip("the cluster does not tell its service ranges (Kubernetes does from 1.33)")
			return
		}
		pods := podRanges(nodes)
		for _, s := range services {
			for _, p := range pods {
				if s.Overlaps(p.Prefix) {
					c.Relate(evidence.Of(evidence.Node, "", p.name))
					c.Fail("the service range %s overlaps the pod range %s of node %s", s.Prefix, p.Prefix, p.name)
				}
			}
			for _, n := range nodes {
				for _, a := range n.Status.Addresses {
					if ip, err := netip.ParseAddr(a.Address); err == nil && a.Type == corev1.NodeInternalIP && s.Contains(ip) {
						c.Relate(evidence.Of(evidence.Node, "", n.Name))
						c.Fail("the service range %s contains %s, the address of node %s", s.Prefix, ip, n.Name)
					}
				}
			}
		}
		c.Pass("%s from the addresses and pod ranges of %s", checks.Count(len(services), "service range")+" apart", checks.Count(len(nodes), "node"))
	},
}
