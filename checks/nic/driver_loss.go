package nic

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// DriverLoss finds a driver that drops packets for lack of memory or of room
// towards the host.
var DriverLoss = &checks.Check{
	ID:     "nic.driver-loss",
	Asks:   "Do the drivers of the node's devices keep every packet?",
	Why:    "A driver drops a packet when the kernel has no memory for it, or the host takes no more: the size of the machine, or its memory, is the limit.",
	Limits: "Says nothing of what the host's switch or the network behind it loses.",
	Refs: []string{
		"drivers/net/hyperv/netvsc_drv.c netvsc_stats: tx_no_memory, tx_no_space, rx_no_memory, v6.12",
		"https://learn.microsoft.com/azure/virtual-network/virtual-machine-network-throughput",
	},
	For:   []checks.Symptom{checks.PacketLoss},
	Also:  append(checks.Beyond(), checks.Latency, checks.ConnectionTimeout, checks.Intermittent, checks.HealthReview),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says: "Give the node memory to spare (move pods, or set their requests to what they use), and if it is the room towards the host that lacks, " +
			"take a size of machine with more bandwidth: no setting helps.",
		Changes: "The command only keeps new pods off the node, until kubectl uncordon.",
		Fix:     []string{netns.Cordon},
		Verify:  []string{"kubectl top node {{.name}}", seeDriver},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		c.Skip("no device of the node has a driver that tells what it lost")
		quiet := each(c, n, func(d device) bool { return d.hardware() && d.has("loss.") }, func(d device) bool {
			lost, names := d.sum("loss.", anyName)
			all := lost + d.packets()
			level := netns.Limit{Of: 1000, Percent: 100}.Weigh(lost, all)
			if d.rate(lost) > 1 {
				level = netns.Grave // of whatever number: the counter moves for nothing else
				c.Set("device", d.Name)
			}
			return level.Say(c, "the driver of %s (%s) dropped %s: %s", d.Name, d.Facts["driver"], netns.Amount(lost, all, d.Scope), strings.Join(names, ", ")) == netns.Still
		})
		if len(quiet) > 0 {
			c.Pass("the drivers of %s dropped nothing", checks.Names(quiet))
		}
	},
}
