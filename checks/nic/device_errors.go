package nic

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// DeviceErrors finds a device that gets or sends damaged packets, or ones that the
// hardware refuses.
var DeviceErrors = &checks.Check{
	ID:     "nic.device-errors",
	Asks:   "Are the node's devices free of errors?",
	Why:    "Every error is a packet that was lost; a share of them that can be noticed stands for bad hardware or for packets that the hardware does not take.",
	Limits: "What the ring lost is another question, and so are queues that stand still.",
	Refs: []string{
		"https://docs.kernel.org/networking/statistics.html",
		"drivers/net/ethernet/microsoft/mana/mana_ethtool.c mana_eth_stats, v6.12",
	},
	For:   []checks.Symptom{checks.PacketLoss},
	Also:  append(checks.Beyond(), checks.Latency, checks.ConnectionTimeout, checks.Intermittent, checks.HealthReview),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says: "Look which error it is: hc_tx_err_mtu_violation and tx_too_big are packets that are too large, the others mostly a machine to be made anew " +
			"on another host: drain the node and delete its machine.",
		Changes: "The command only keeps new pods off the node, until kubectl uncordon.",
		Fix:     []string{netns.Cordon},
		Verify:  []string{seeDrops, seeLinks, seeDriver},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		c.Skip("no device of the node is up")
		if quiet := each(c, n, alive, func(d device) bool { return erred(c, d) == netns.Still }); len(quiet) > 0 {
			c.Pass("%s have no errors", checks.Names(quiet))
		}
	},
}

func erred(c *checks.Context, d device) netns.Level {
	received := d.moved("rx_errors") // with what the ring lost in some drivers, without it in others
	received -= min(received, d.moved("rx_missed_errors", "rx_fifo_errors", "rx_over_errors"))
	lost := received + d.moved("tx_errors")
	driver, names := d.sum("error.", func(name string) bool { return !stalls(name) })
	if lost >= driver {
		names = nil
		for _, name := range []string{"rx_crc_errors", "rx_frame_errors", "rx_length_errors", "tx_aborted_errors", "tx_carrier_errors"} {
			if d.moved(name) > 0 {
				names = append(names, name)
			}
		}
		names = append(names, "rx_errors, tx_errors")
	}
	lost = max(lost, driver)
	all := lost + d.packets()
	level := netns.Limit{Percent: 1, Least: 10, Of: 1000}.Weigh(lost, all)
	if level == netns.Grave {
		c.Set("device", d.Name)
	}
	return level.Say(c, "device %s had errors with %s: %s", d.Name, netns.Amount(lost, all, d.Scope), strings.Join(names, ", "))
}

// stalls reports whether an error is a queue that stood still, which is no packet.
func stalls(name string) bool {
	return strings.HasSuffix(name, "tx_timeout") || strings.HasSuffix(name, "tx_timeouts")
}
