package nic

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// MTU finds pods that may send larger packets than their node's link takes.
var MTU = &checks.Check{
	ID:   "nic.mtu",
	Asks: "Does the node's link take packets as large as the pods' devices do?",
	Why: "A pod that sends a larger packet than the link takes must be told so by ICMP; where a firewall drops that, connections open and then hang. " +
		"UDP is cut to pieces.",
	Limits: "Tunnels, which need room for a header, are not judged: network plugins give the pods' routes a smaller MTU for that, which no file tells.",
	Refs: []string{
		"https://learn.microsoft.com/azure/virtual-network/how-to-virtual-machine-mtu",
		"net/ipv4/ip_forward.c ip_exceeds_mtu, v6.12",
	},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{
		Says:   "Set the MTU of the network plugin to that of the node's link, or that of the link to what the pods use, on all nodes alike; pods keep theirs until they are made anew.",
		Verify: []string{netns.OnNode + "'ip link show'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		c.Skip("the node has no default route of IPv4, or no device that leads to pods")
		best, complete := n.Defaults()
		if len(best) == 0 && !complete {
			c.Unknown("the node's routes were not read")
		}
		devices := n.Rows(c, sample.Device)
		for _, route := range best {
			if route.Rejects {
				continue
			}
			at := slices.IndexFunc(devices, func(s *sample.Scope) bool { return s.Name == route.Device })
			if at < 0 || (device{devices[at], n.Window}).number("mtu") == 0 {
				c.Unknown("the MTU of %s is not known", route.Device)
				continue
			}
			compared(c, device{devices[at], n.Window}, devices)
		}
	},
}

// compared holds the devices that lead to pods against the link.
func compared(c *checks.Context, link device, devices []*sample.Scope) {
	var larger []string
	most, pods := uint64(0), 0
	for _, s := range devices {
		d := device{s, link.window}
		if s.Name == link.Name || s.Facts["kind"] != "veth" || s.Facts["up"] != "true" {
			continue
		}
		pods++
		if mtu := d.number("mtu"); mtu > link.number("mtu") {
			larger = append(larger, s.Name)
			most = max(most, mtu)
		}
	}
	switch {
	case len(larger) > 0:
		c.Fail("%s take packets of up to %d bytes, and the node's link %s only of %d", checks.Names(larger), most, link.Name, link.number("mtu"))
	case pods > 0:
		c.Pass("%s towards pods, none of which takes larger packets than the node's link %s (%d bytes)", checks.Count(pods, "device"), link.Name, link.number("mtu"))
	}
}
