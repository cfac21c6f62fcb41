package nic

import (
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// RingOverflow finds a device that loses packets because its receive ring is full.
var RingOverflow = &checks.Check{
	ID:     "nic.ring-overflow",
	Asks:   "Do the receive rings of the node's devices have room for what arrives?",
	Why:    "A packet that finds no free buffer is gone before the kernel sees it: senders repeat it after a time-out, UDP loses it.",
	Limits: "ConnectX-3 in a virtual machine and virtio do not tell what their rings lost.",
	Refs: []string{
		"https://blog.aks.azure.com/2025/07/25/network-perf-aks",
		"drivers/net/ethernet/mellanox/mlx5/core/en_stats.c rx_out_of_buffer, v6.12",
		"drivers/net/ethernet/microsoft/mana/mana_ethtool.c hc_rx_discards_no_wqe, v6.12",
	},
	For:   []checks.Symptom{checks.PacketLoss, checks.Latency},
	Also:  append(checks.Beyond(), checks.ConnectionTimeout, checks.Intermittent, checks.HealthReview),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says: "Enlarge the receive ring of the VF. No AKS setting does: a privileged DaemonSet keeps it so on new machines. " +
			"If the ring is as large as it can be, spread the work over more queues or processors, or take a larger size of machine.",
		Changes: "Interrupts the device's traffic for a moment, costs memory of the kernel (100 MB and more), and is gone when the machine is made anew.",
		AKS:     []string{netns.OnNode + `'ethtool -G "$1" rx "$2"' --parameters {{.device}} {{.ring}}`},
		Verify:  []string{seeDrops, seeDriver},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		c.Skip("no device of the node has a ring")
		if quiet := each(c, n, device.hardware, func(d device) bool { return overflowed(c, d) == netns.Still }); len(quiet) > 0 {
			c.Pass("the receive rings of %s lost nothing that their drivers tell", checks.Names(quiet))
		}
	},
}

func overflowed(c *checks.Context, d device) netns.Level {
	// The link's counter is a copy that mlx5 refreshes after it was read: it is
	// asked only where the driver has none of its own.
	lost, names := d.sum("ring-overflow.", anyName)
	if !d.has("ring-overflow.") {
		lost = max(d.moved("rx_missed_errors"), d.moved("rx_fifo_errors"), d.moved("rx_over_errors"))
		names = []string{"rx_missed_errors, rx_fifo_errors or rx_over_errors"}
	}
	all := lost + d.moved("rx_packets")
	ring := ""
	if now, most := d.number("rx_ring"), d.number("rx_ring_max"); now > 0 {
		ring = fmt.Sprintf("; the ring has %d places of at most %d", now, most)
		if now < most {
			c.Set("ring", fmt.Sprint(min(most, max(2*now, 1024))))
		}
	}
	level := netns.Limit{Percent: 0.01, Least: 10, Of: 1000}.Weigh(lost, all)
	if level == netns.Grave {
		c.Set("device", d.Name)
	}
	return level.Say(c, "the receive ring of %s was full for %s: %s%s", d.Name, netns.Amount(lost, all, d.Scope), strings.Join(names, ", "), ring)
}
