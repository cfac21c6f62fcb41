package ipam

import (
	"net/netip"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

// owned is a range of addresses and whose it is.
type owned struct {
	netip.Prefix
	name string
}

// podRanges are the pod ranges of nodes, each address range once a node.
func podRanges(nodes []corev1.Node) (list []owned) {
	for _, n := range nodes {
		seen := map[string]bool{}
		for _, text := range append([]string{n.Spec.PodCIDR}, n.Spec.PodCIDRs...) {
			if prefix, err := netip.ParsePrefix(text); err == nil && !seen[text] {
				seen[text] = true
				list = append(list, owned{prefix, n.Name})
			}
		}
	}
	return list
}

// serviceRanges are the ranges that ClusterIPs come from, without those that
// are being deleted.
func serviceRanges(ranges []networkingv1.ServiceCIDR) (list []owned) {
	for _, r := range ranges {
		for _, text := range r.Spec.CIDRs {
			if prefix, err := netip.ParsePrefix(text); err == nil && r.DeletionTimestamp == nil {
				list = append(list, owned{prefix, r.Name})
			}
		}
	}
	return list
}
