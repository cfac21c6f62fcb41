package nic

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// Channels finds a device that uses far fewer queues than it could.
var Channels = &checks.Check{
	ID:     "nic.channels",
	Asks:   "Do the node's devices spread packets over the processors?",
	Why:    "Each queue is served by one processor: with few queues, few processors do all the work of receiving, and lose packets first.",
	Limits: "The kernel itself uses a queue for two processors, so that half of them is as it should be. Whether one queue is hot is another question.",
	Refs: []string{
		"https://docs.kernel.org/networking/scaling.html",
		"net/core/dev.c netif_get_num_default_rss_queues, v6.12",
	},
	Also:   []checks.Symptom{checks.PacketLoss, checks.Latency, checks.HealthReview},
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{
		Says:    "Give the device more queues. No AKS setting does: a privileged DaemonSet keeps it so on new machines.",
		Changes: "Interrupts the device's traffic for a moment, and is gone when the machine is made anew.",
		AKS:     []string{netns.OnNode + `'ethtool -L "$1" combined "$2"' --parameters {{.device}} {{.queues}}`},
		Verify:  []string{netns.OnNode + `'ethtool -l "$1"' --parameters {{.device}}`},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		c.Skip("no device of the node tells of queues")
		cpus := uint64(len(n.Rows(c, sample.CPU)))
		for _, s := range n.Rows(c, sample.Device) {
			d := device{s, n.Window}
			now, most := d.number("channels"), d.number("channels_max")
			switch could := min(most, cpus); {
			case now == 0 || most == 0:
			case 2*now < could:
				c.Set("device", d.Name)
				c.Set("queues", fmt.Sprint(could))
				c.Fail("device %s has %s for %s, and could have %d", d.Name, checks.Count(int(now), "queue"), checks.Count(int(cpus), "processor"), most)
			default:
				c.Pass("device %s has %s of at most %d, for %s", d.Name, checks.Count(int(now), "queue"), most, checks.Count(int(cpus), "processor"))
			}
		}
	},
}
