package nic

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// DriverBusy finds a device whose packets wait for the host.
var DriverBusy = &checks.Check{
	ID:     "nic.driver-busy",
	Asks:   "Does the host take the packets of Hyper-V's device without delay?",
	Why:    "tx_busy, tx_send_full and rx_comp_busy are no loss: packets wait or go a slower way. Many of them are latency, and say that the slow path is at its limit.",
	Limits: "Queues that were stopped for a moment are as it should be, and are not counted.",
	Refs: []string{
		"drivers/net/hyperv/netvsc.c netvsc_send_pkt, netvsc_receive, v6.12",
		"https://learn.microsoft.com/azure/virtual-network/accelerated-networking-overview",
	},
	Also:   []checks.Symptom{checks.PacketLoss, checks.Latency, checks.HealthReview},
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{
		Says:   "Use accelerated networking, or a size of machine with more bandwidth.",
		Verify: []string{seeDriver},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		c.Skip("the node has no device of Hyper-V that tells how busy its host is")
		about := func(d device) bool { return d.Facts["driver"] == "hv_netvsc" && d.has("busy.") }
		each(c, n, about, func(d device) bool {
			times, names := d.sum("busy.", func(name string) bool {
				return name == "tx_busy" || name == "tx_send_full" || name == "rx_comp_busy"
			})
			if d.rate(times) > 100 {
				c.Set("device", d.Name)
				c.Fail("the host kept packets of %s waiting %.0f times a second during %s: %s", d.Name, d.rate(times), netns.Lasted(d.Scope), strings.Join(names, ", "))
				return false
			}
			c.Pass("the host kept packets of %s waiting %s in %s", d.Name, checks.Count(int(times), "time"), netns.Lasted(d.Scope))
			return true
		})
	},
}
