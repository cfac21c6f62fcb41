package kernel

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// BlackholeRoute finds a route of a node that throws away what it should forward.
var BlackholeRoute = &checks.Check{
	ID:   "kernel.blackhole-route",
	Asks: "Do the node's routes lead to where its packets have to go?",
	Why:  "A route of the kind blackhole, unreachable or prohibit throws away what it matches, and a blackhole moves no counter at all.",
	Limits: "Only default routes and those that refuse are told: another one that is more specific may lead on. So a refusing one is a fault only " +
		"where it is the default, covers what looks like another node's range of pods, or a single address that the node needs.",
	Refs: []string{
		"net/ipv4/fib_semantics.c fib_props (RTN_BLACKHOLE), v6.12",
		"https://man7.org/linux/man-pages/man8/ip-route.8.html",
	},
	Also:  append(checks.Losses(), checks.Beyond()...),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says:    "Delete the route, and find out who set it; the network plugin, or Azure's route table, leads to the pods of other nodes.",
		Changes: "The first command only keeps new pods off the node, until kubectl uncordon; the second deletes one route: what is for it takes the next wider one.",
		Fix:     []string{netns.Cordon},
		AKS:     []string{netns.OnNode + `'ip route del "$1"' --parameters {{.route}}`},
		Verify:  []string{seePods, netns.OnNode + "'ip route show table all type blackhole; ip route show'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		routes, complete := n.Routes()
		if !complete {
			c.Unknown("the node's routes were not all read")
		}
		best, _ := n.Defaults()
		if len(best) > 0 && !slices.ContainsFunc(best, func(r sample.Route) bool { return !r.Rejects }) {
			c.Set("route", "default")
			c.Fail("the default route refuses all packets")
		}
		for _, r := range routes {
			if prefix, err := netip.ParsePrefix(r.Destination); err == nil && r.Rejects && prefix.Bits() > 0 {
				refuses(c, n, prefix)
			}
		}
		c.Pass("no route refuses packets that are known to have to go anywhere")
	},
}

func refuses(c *checks.Context, n netns.Network, prefix netip.Prefix) {
	ranges, told := podRanges(c)
	need := needs(n, prefix)
	for _, own := range ranges {
		if sibling(prefix, own) {
			need = fmt.Sprintf("which looks like the range of another node's pods: this node's is %s", own)
		}
	}
	switch {
	case need != "":
		c.Set("route", prefix.String())
		c.Fail("a route refuses all packets for %s, %s", prefix, need)
	case !told:
		c.Unknown("a route refuses packets for %s, and which range this node's pods have is not told", prefix)
	case slices.ContainsFunc(ranges, func(own netip.Prefix) bool { return own.Overlaps(prefix) }):
		c.Pass("the route that refuses packets for %s covers the node's own range of pods, as network plugins do for addresses that no pod has", prefix)
	default:
		c.Unknown("a route refuses packets for %s, and whether anybody needs it is not known", prefix)
	}
}

// needs says what the node needs of a single address, "" if nothing.
func needs(n netns.Network, prefix netip.Prefix) string {
	if !prefix.IsSingleIP() {
		return ""
	}
	if slices.Contains(n.Window.Resolver, prefix.Addr().String()) {
		return "a name server of the node"
	}
	routes, _ := n.Routes()
	if slices.ContainsFunc(routes, func(r sample.Route) bool { return r.Gateway == prefix.Addr().String() }) {
		return "the gateway of a default route"
	}
	return ""
}
