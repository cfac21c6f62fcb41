package ipam

import (
	"net/netip"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
)

// ServiceCIDRFull finds a range of ClusterIPs with none left.
var ServiceCIDRFull = &checks.Check{
	ID:     "ipam.service-cidr-full",
	Asks:   "Are there free ClusterIPs?",
	Why:    "With no ClusterIP left, new Services are refused; those that are there go on.",
	Limits: "Kubernetes shows the addresses in use from 1.33.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/",
		"https://github.com/kubernetes/kubernetes/blob/master/pkg/registry/core/service/ipallocator/ipallocator.go",
		"https://kubernetes.io/docs/tasks/network/extend-service-ip-ranges/",
	},
	For:   []checks.Symptom{checks.IPExhaustion},
	Also:  []checks.Symptom{checks.HealthReview},
	Scope: evidence.Cluster,
	Needs: []evidence.Need{evidence.RequireIfInstalled(evidence.ServiceCIDRs), evidence.RequireIfInstalled(evidence.IPAddresses)},
	Remedy: checks.Remedy{
		Says:   "Delete Services that nobody uses, or make those headless that need no ClusterIP; where the cluster permits it, add a further ServiceCIDR.",
		Verify: []string{"kubectl get servicecidrs", "kubectl get ipaddresses"},
	},
	Eval: func(c *checks.Context) {
		ranges, used := serviceRanges(evidence.ServiceCIDRs.Of(c)), evidence.IPAddresses.Of(c)
		switch {
		case len(ranges) == 0:
			c.Skip("the cluster does not tell its service ranges (Kubernetes does from 1.33)")
			return
		case len(used) == 0:
			c.Unknown("the cluster tells its service ranges but no address in use, though every cluster has at least one")
			return
		}
		for _, four := range []bool{true, false} {
			var full []owned
			all := 0
			for _, r := range ranges {
				if r.Addr().Is4() != four {
					continue
				}
				size, n := capacity(r.Prefix), count(r.Prefix, used)
				if all++; n >= size {
					full = append(full, r)
					continue
				}
				c.Pass("%d of %d addresses of %s are in use", n, size, r.Prefix)
			}
			// A Service takes its address from any range of its family.
			if all > 0 && len(full) == all {
				for _, r := range full {
					c.Fail("all %d addresses of the service range %s are in use", capacity(r.Prefix), r.Prefix)
				}
			}
		}
	},
}

// capacity is how many ClusterIPs a range has: all but the network's address
// and, for IPv4, the broadcast address.
func capacity(r netip.Prefix) uint64 {
	bits := min(r.Addr().BitLen()-r.Bits(), 62)
	size := uint64(1) << bits
	if r.Addr().Is4() {
		return max(size, 2) - 2
	}
	return size - 1
}

func count(r netip.Prefix, used []networkingv1.IPAddress) (n uint64) {
	for _, u := range used {
		if ip, err := netip.ParseAddr(u.Name); err == nil && r.Contains(ip) {
			n++
		}
	}
	return n
}
