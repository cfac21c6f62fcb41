package nic

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// XDPDrops finds a program that throws away what a device receives.
var XDPDrops = &checks.Check{
	ID:     "nic.xdp-drops",
	Asks:   "Do the node's devices pass on what they receive, without a program that filters it?",
	Why:    "An XDP program sees packets before the kernel does, and no other counter or rule tells what it drops.",
	Limits: "A program may drop what it is meant to, as in an attack; which packets it dropped is not told.",
	Refs: []string{
		"https://docs.cilium.io/en/stable/reference-guides/bpf/progtypes/#xdp",
		"drivers/net/virtio_net.c virtnet_rq_stats_desc xdp_drops, v6.12",
	},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{
		Says:   "Look which program is attached and whose it is; its owner must say whether it drops what it should.",
		Verify: []string{netns.OnNode + "'ip -d link show'", seeDriver},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		c.Skip("no device of the node counts what XDP programs drop")
		quiet := each(c, n, func(d device) bool { return d.has("filtered.") }, func(d device) bool {
			lost, names := d.sum("filtered.", anyName)
			all := lost + d.moved("rx_packets")
			level := netns.Limit{Percent: 1, Least: 10, Of: 1000}.Weigh(lost, all)
			if level == netns.Grave {
				c.Set("device", d.Name)
			}
			return level.Say(c, "an XDP program at %s dropped %s: %s", d.Name, netns.Amount(lost, all, d.Scope), strings.Join(names, ", ")) == netns.Still
		})
		if len(quiet) > 0 {
			c.Pass("no XDP program at %s dropped anything", checks.Names(quiet))
		}
	},
}
