package nic

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// ReceiveDrops finds a device whose received packets the kernel throws away.
var ReceiveDrops = &checks.Check{
	ID:   "nic.receive-drops",
	Asks: "Does the kernel take what the node's devices receive?",
	Why:  "A large share of packets that are dropped on arrival is loss that senders must make good.",
	Limits: "The counter rx_dropped also counts frames of protocols that nobody wanted; so the node's own connections must repeat segments, too. " +
		"What a processor's backlog dropped is counted there and is another question.",
	Refs: []string{
		"net/core/dev.c __netif_receive_skb_core, enqueue_to_backlog, v6.12",
		"https://docs.kernel.org/networking/statistics.html",
	},
	Also:  append(checks.Losses(), checks.Beyond()...),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says:   "Find what is dropped with the probe's drop reasons (its option -drops); compare the MTU of both ends if the device is one end of a pair.",
		Verify: []string{seeDrops, seeLinks},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		c.Skip("no device of the node is up")
		excluded := elsewhere(n)
		again, known := n.Delta("Tcp.RetransSegs")
		sent := n.Moved("Tcp.OutSegs")
		agrees := known && (netns.Limit{Percent: 1, Least: 10, Of: 100}).Weigh(again, sent) == netns.Grave
		quiet := each(c, n, alive, func(d device) bool {
			lost := d.moved("rx_dropped")
			lost -= min(lost, excluded)
			all := lost + d.moved("rx_packets")
			level := netns.Limit{Percent: 5, Least: 100, Of: 10000}.Weigh(lost, all)
			amount := netns.Amount(lost, all, d.Scope)
			if level == netns.Grave && !agrees {
				c.Unknown("of what %s received, the kernel dropped %s (rx_dropped), but the node repeated only %d of %d segments: it may be frames that nobody wanted, which drop reasons would tell",
					d.Name, amount, again, sent)
				return false
			}
			return level.Say(c, "of what %s received, the kernel dropped %s (rx_dropped), and the node repeated %d of %d segments", d.Name, amount, again, sent) == netns.Still
		})
		if len(quiet) > 0 {
			c.Pass("of what %s received, nothing was dropped", checks.Names(quiet))
		}
	},
}

// elsewhere is what rx_dropped counts for the backlogs of processors.
func elsewhere(n netns.Network) (sum uint64) {
	for _, s := range n.Window.Of(sample.CPU) {
		moved, _ := n.Window.Delta(s, "dropped")
		sum += moved
	}
	return sum
}
