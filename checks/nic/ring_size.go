package nic

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// RingSize finds a receive ring that is smaller than it is advised to be.
var RingSize = &checks.Check{
	ID:     "nic.ring-size",
	Asks:   "Are the receive rings of accelerated networking as large as is advised?",
	Why:    "A small ring overflows in a burst that a larger one would have held, and nobody but the driver's counter tells.",
	Limits: "What hv_netvsc and virtio call a ring is another thing, or cannot be changed: only VFs are judged. A ring may be small on purpose.",
	Refs: []string{
		"https://blog.aks.azure.com/2025/07/25/network-perf-aks",
		"https://learn.microsoft.com/azure/virtual-network/virtual-network-tcpip-performance-tuning",
	},
	Also:   []checks.Symptom{checks.PacketLoss, checks.Latency, checks.HealthReview},
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{
		Says:    "Enlarge the receive ring before a burst finds it too small. No AKS setting does: a privileged DaemonSet keeps it so on new machines.",
		Changes: "Interrupts the device's traffic for a moment, costs memory of the kernel (100 MB and more), and is gone when the machine is made anew.",
		AKS:     []string{netns.OnNode + `'ethtool -G "$1" rx "$2"' --parameters {{.device}} {{.ring}}`},
		Verify:  []string{netns.OnNode + `'ethtool -g "$1"' --parameters {{.device}}`},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		c.Skip("the node has no VF, whose ring would matter")
		for _, s := range n.Rows(c, "device") {
			if d := (device{s, n.Window}); d.virtualFunction() {
				sized(c, d)
			}
		}
	},
}

// advisedRing is the size from which on nobody advises to enlarge.
const advisedRing = 1024

func sized(c *checks.Context, d device) {
	ring, most := d.number("rx_ring"), d.number("rx_ring_max")
	switch {
	case ring == 0 || most == 0:
		c.Unknown("the driver of %s does not tell the size of its ring", d.Name)
	case ring < advisedRing && ring < most:
		c.Set("device", d.Name)
		c.Set("ring", fmt.Sprint(min(most, 2*advisedRing)))
		c.Fail("the receive ring of %s (%s) has %d places; %d are advised, and it could have %d", d.Name, d.Facts["driver"], ring, min(advisedRing, most), most)
	default:
		c.Pass("the receive ring of %s has %d places of at most %d", d.Name, ring, most)
	}
}
