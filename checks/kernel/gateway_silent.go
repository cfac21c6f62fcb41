package kernel

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// GatewaySilent finds a node whose gateway does not tell its hardware address.
var GatewaySilent = &checks.Check{
	ID:     "kernel.gateway-silent",
	Asks:   "Does the node's gateway answer it?",
	Why:    "All that is not for the node's own network goes to the gateway: without its hardware address nothing of that leaves the node.",
	Limits: "Of IPv4 only: nodes without IPv6 often have a gateway of IPv6 that never answers. One that is being asked just now is not judged.",
	Refs: []string{
		"net/core/neighbour.c neigh_timer_handler, NUD_FAILED, v6.12",
		"https://man7.org/linux/man-pages/man8/ip-neighbour.8.html",
	},
	For:   checks.Losses(),
	Also:  checks.Beyond(),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says:    "Look whether the gateway of the default route is right, and the link up; on Azure it is the first address of the subnet, and always answers.",
		Changes: cordonChanges,
		Fix:     []string{netns.Cordon},
		Verify:  []string{"kubectl describe node {{.name}}", netns.OnNode + "'ip route show; ip neigh show'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		best, complete := n.Defaults()
		if !complete && len(best) == 0 {
			c.Unknown("the node's routes were not read")
		}
		c.Skip("the node has no default route of IPv4 with a gateway")
		failed, asked := unusual(c, n, "FAILED"), unusual(c, n, "INCOMPLETE")
		tries, known := n.Window.Delta(n.Window.Scope(sample.Neighbour, "ipv4"), "res_failed")
		for _, route := range best {
			is := func(e sample.NeighbourEntry) bool {
				return e.Address == route.Gateway && (route.Device == "" || e.Device == route.Device)
			}
			switch {
			case route.Gateway == "":
			case slices.ContainsFunc(failed, is) && known && tries > 0:
				c.Fail("the gateway %s, over device %s, does not answer: its entry is FAILED, and %s somebody was asked in vain (res_failed)", route.Gateway, route.Device, times(tries))
			case slices.ContainsFunc(failed, is), slices.ContainsFunc(asked, is):
				c.Unknown("the gateway %s, over device %s, has not answered: whether it is still asked is not known", route.Gateway, route.Device)
			default:
				c.Pass("the gateway %s is not among the neighbours that did not answer", route.Gateway)
			}
		}
	},
}
