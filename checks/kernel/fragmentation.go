package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// Fragmentation finds a node that cannot forward large packets, and does not tell
// their senders.
var Fragmentation = &checks.Check{
	ID:   "kernel.fragmentation",
	Asks: "Do the senders of packets that are too large for the node's links get to know it?",
	Why: "A packet that is too large for the next link must be sent again in smaller pieces, for which the node tells its sender by ICMP. " +
		"Where that message is dropped, connections open and then hang: small answers arrive, large ones never.",
	Limits: "A node that only tells, and is heard, has the same counter: so the message must be seen to have been dropped on the node itself. " +
		"Where another drops it, the verdict stays open.",
	Refs: []string{
		"net/ipv4/ip_forward.c ip_forward (FragFails); net/ipv4/ip_output.c ip_send_skb (OutDiscards), v6.12",
		"https://www.rfc-editor.org/rfc/rfc2923 (2.1 Black Hole Detection)",
	},
	Also:  append(checks.Losses(), checks.Beyond()...),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says: "Let the node send ICMP of type 3, code 4 (fragmentation needed), and set the MTU of the network plugin and of the node's routes alike, " +
			"so that nobody needs to be told.",
		Changes: cordonChanges,
		Fix:     []string{netns.Cordon},
		Verify:  []string{seePods, netns.OnNode + "'iptables -S OUTPUT; ip route show; nstat -asz IpFragFails IpOutDiscards'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		large, known := told(c, n, "Ip.FragFails")
		discarded, also := told(c, n, "Ip.OutDiscards")
		if !known || !also {
			return
		}
		switch {
		case large == 0:
			c.Pass("no packet was too large to be forwarded (Ip FragFails +0)")
		case large < 3:
			c.Pass("too large to be forwarded were %s in %s (Ip FragFails): as many as it takes to tell a sender", checks.Count(int(large), "packet"), netns.Lasted(host(n)))
		case 10*discarded >= 8*large:
			c.Fail("%d packets were too large to be forwarded in %s (Ip FragFails), and %d packets of the node itself were dropped before they left (Ip OutDiscards), as the messages to the senders are",
				large, netns.Lasted(host(n)), discarded)
		default:
			c.Unknown("%d packets were too large to be forwarded in %s (Ip FragFails), and the node told their senders; whether these hear it is not known", large, netns.Lasted(host(n)))
		}
	},
}
