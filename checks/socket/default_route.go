package socket

import (
	"net/netip"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// DefaultRoute finds pods that have no way to anybody beyond their own link.
var DefaultRoute = &checks.Check{
	ID:   "socket.default-route",
	Asks: "Have the workload's pods a route to other nodes and networks?",
	Why: "Without a default route a pod can neither call nor answer anybody but its own node, whose probes pass: it is ready, and its callers wait in vain. " +
		"The network plugin sets the route when the pod starts; what removed it since ran in the pod's network.",
	Limits: "Only the main table is seen: a pod that routes by rules of its own is left open while nothing fails to be sent. Which address packets without a route were for is not told.",
	Refs: []string{
		"net/ipv4/route.c (ip_route_output_key_hash_rcu), net/ipv4/ip_output.c (__ip_queue_xmit), v6.12",
		"https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay",
	},
	For:   []checks.Symptom{checks.ConnectionTimeout, checks.EgressBlocked},
	Also:  []checks.Symptom{checks.ConnectionRefused, checks.Intermittent, checks.PacketLoss, checks.DNSFails, checks.IngressUnreachable, checks.HealthReview},
	Scope: evidence.Workload, Side: checks.Both,
	Needs: needs(),
	Remedy: checks.Remedy{
		Says: "Delete the pods, so that new ones get their routes from the network plugin; then find what changes routes in them: " +
			"a container or init container with NET_ADMIN, a VPN client, a second network.",
		Changes: "Ends the pod; its controller starts another.",
		Fix:     []string{"kubectl -n {{.namespace}} delete pod {{.pod}}"},
		Verify: []string{
			"kubectl -n {{.namespace}} get pod {{.pod}} -o jsonpath='{.spec.containers[*].securityContext.capabilities}'",
			"kubectl -n {{.namespace}} get pods -o wide",
		},
	},
	Eval: func(c *checks.Context) { each(c, "the default route is there", defaultRoute) },
}

func defaultRoute(p pod) answer {
	routes, looked := p.Routes()
	if !looked {
		return unknown("its routes were not seen")
	}
	families := p.families()
	if len(families) == 0 {
		return unknown("its addresses are not known")
	}
	for _, f := range families {
		state := "it has no default route"
		if best := preferred(routes, f.prefix); best != nil && !best.Rejects {
			continue
		} else if best != nil {
			state = "its default route refuses packets"
		}
		switch unsent, known := p.Delta(f.counter); {
		case !known:
			return unread(f.counter)
		case unsent == 0:
			return unknown("%s (%s), but in %s nothing failed to be sent for want of one (%s): it may have rules of its own", state, f.prefix, p.lasted(), f.counter)
		default:
			return fail("%s (%s), and %d packets were not sent in %s for want of one (%s)", state, f.prefix, unsent, p.lasted(), f.counter)
		}
	}
	return well
}

// everywhere is the default route of an address family and the counter of what
// found no route.
type everywhere struct{ prefix, counter string }

// families are those of which the pod has an address.
func (p pod) families() (list []everywhere) {
	four, six := false, false
	for _, ip := range p.object.Status.PodIPs {
		if a, err := netip.ParseAddr(ip.IP); err == nil {
			four, six = four || a.Is4(), six || a.Is6()
		}
	}
	if four {
		list = append(list, everywhere{"0.0.0.0/0", "Ip.OutNoRoutes"})
	}
	if six {
		list = append(list, everywhere{"::/0", "Ip6OutNoRoutes"})
	}
	return list
}

// preferred is the route of a prefix with the smallest metric, which wins; nil if
// there is none.
func preferred(routes []sample.Route, prefix string) (best *sample.Route) {
	for i, r := range routes {
		if r.Destination == prefix && (best == nil || r.Metric < best.Metric) {
			best = &routes[i]
		}
	}
	return best
}
