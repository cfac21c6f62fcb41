package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// OutputDiscards finds a node that drops packets of its own before they leave.
var OutputDiscards = &checks.Check{
	ID:   "kernel.output-discards",
	Asks: "Do the packets that the node itself sends get out of it?",
	Why: "A packet of the kubelet, of a daemon or of a pod with hostNetwork that is dropped on its way out was refused by a firewall rule, by connection tracking, " +
		"by a queue, or for want of a neighbour's address.",
	Limits: "Which of these it was is not told: other checks ask for some.",
	Refs: []string{
		"net/ipv4/ip_output.c ip_send_skb (OutDiscards), v6.12",
		"https://www.rfc-editor.org/rfc/rfc4293 (ipIfStatsOutDiscards)",
	},
	Also:   append(checks.Losses(), checks.EgressBlocked, checks.DNSFails),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{
		Says:   "Look at the rules of the chain OUTPUT first, then at the tables of connections and neighbours and at the queues.",
		Verify: []string{netns.OnNode + "'iptables-save -c | grep OUTPUT; nstat -asz IpOutDiscards'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		lost, known := told(c, n, "Ip.OutDiscards")
		sent, also := told(c, n, "Ip.OutRequests")
		if !known || !also {
			return
		}
		level := netns.Limit{Percent: 1, Least: 10, Of: 100}.Weigh(lost, sent)
		if level.Say(c, "the node dropped %s that it sent itself before they left (Ip OutDiscards)", netns.Amount(lost, sent, host(n))) == netns.Still {
			c.Pass("all %d packets that the node sent itself left it", sent)
		}
	},
}
