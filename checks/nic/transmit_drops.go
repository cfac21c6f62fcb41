package nic

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// TransmitDrops finds a device that drops what it should send.
var TransmitDrops = &checks.Check{
	ID:   "nic.transmit-drops",
	Asks: "Do the node's devices send all that they are given?",
	Why: "A packet that a device refuses is lost without a word to its sender. If only large ones are refused, as by a link with a smaller MTU, " +
		"connections open and then hang.",
	Limits: "Which packets were dropped is not told, nor what a link loses behind its device. Queues in front of a device are another question.",
	Refs: []string{
		"drivers/net/veth.c veth_xmit; net/core/dev.c __dev_forward_skb2, v6.12",
		"https://docs.kernel.org/networking/statistics.html",
	},
	For:   []checks.Symptom{checks.PacketLoss},
	Also:  append(checks.Beyond(), checks.Latency, checks.ConnectionTimeout, checks.Intermittent, checks.HealthReview),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says: "Compare the MTU of both ends of the link, and look whether the other end is up. " +
			"If the device is hardware, look what its driver says that it lost.",
		Changes: "The command only keeps new pods off the node, until kubectl uncordon.",
		Fix:     []string{netns.Cordon},
		Verify:  []string{seeDrops, seeLinks},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		c.Skip("no device of the node is up")
		leads := uplink(n)
		quiet := each(c, n, alive, func(d device) bool {
			limit := netns.Limit{Percent: 5, Least: 50, Of: 100} // the other end may be a pod that comes or goes
			if leads(d) {
				limit = netns.Limit{Percent: 1, Least: 5, Of: 100}
			}
			lost := d.moved("tx_dropped")
			all := lost + d.moved("tx_packets")
			return limit.Weigh(lost, all).Say(c, "device %s dropped %s that it should have sent (tx_dropped; its MTU is %s, its carrier changed %s)",
				d.Name, netns.Amount(lost, all, d.Scope), d.Facts["mtu"], checks.Count(int(d.moved("carrier_changes")), "time")) == netns.Still
		})
		if len(quiet) > 0 {
			c.Pass("%s sent all that they were given", checks.Names(quiet))
		}
	},
}
