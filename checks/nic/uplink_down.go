package nic

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// UplinkDown finds a node whose default route leads into a link that is down.
var UplinkDown = &checks.Check{
	ID:     "nic.uplink-down",
	Asks:   "Is the link up that the node's default route leads through?",
	Why:    "The kernel keeps a route over a link that lost its carrier, and sends into it: all that is not for the node's own network is lost.",
	Limits: "A node whose only link is down cannot answer; other checks find that.",
	Refs: []string{
		"https://docs.kernel.org/networking/ip-sysctl.html (ignore_routes_with_linkdown)",
		"net/ipv4/fib_semantics.c fib_sync_down_dev, v6.12",
	},
	For:   checks.Losses(),
	Also:  checks.Beyond(),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says:    "Keep new pods off the node; bring the link up, or take the route away that leads through it.",
		Changes: "The first command only keeps new pods off the node, until kubectl uncordon; the second sets the device up until the machine restarts.",
		Fix:     []string{netns.Cordon},
		AKS:     []string{netns.OnNode + `'ip link set "$1" up' --parameters {{.device}}`},
		Verify:  []string{"kubectl describe node {{.name}}", netns.OnNode + "'ip link show; ip route show'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		best, complete := n.Defaults()
		switch {
		case len(best) == 0 && !complete:
			c.Unknown("the node's routes were not read")
		case len(best) == 0:
			c.Skip("the node has no default route of IPv4")
		}
		for _, route := range best {
			device := n.Window.Scope(sample.Device, route.Device)
			switch {
			case route.Rejects:
				c.Skip("the default route refuses packets, and leads to no link")
			case device == nil || device.Facts["carrier"] == "":
				c.Unknown("whether device %s is up is not known", route.Device)
			case device.Facts["up"] == "true" && device.Facts["carrier"] == "true":
				c.Pass("the default route leads through %s, which is up", route.Device)
			default:
				c.Set("device", route.Device)
				c.Fail("the default route leads through %s, which has no carrier (state %s)", route.Device, device.Facts["state"])
			}
		}
	},
}
