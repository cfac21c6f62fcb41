package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// FragmentsLost finds a node that gets packets in pieces of which some are missing.
var FragmentsLost = &checks.Check{
	ID:   "kernel.fragments-lost",
	Asks: "Are packets that come in pieces complete?",
	Why: "When one piece of a packet is lost all of it is lost: large answers of DNS, and tunnels over a link with too small an MTU, fail while small packets pass. " +
		"The node puts pieces together for its pods, too, where it tracks connections.",
	Limits: "A packet is given up only 30 seconds after its first piece, so that a loss is told late.",
	Refs: []string{
		"net/ipv4/ip_fragment.c ip_expire (ReasmTimeout, ReasmFails), v6.12",
		"https://www.rfc-editor.org/rfc/rfc8900",
	},
	Also:  append(checks.Losses(), checks.Beyond()...),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says: "Find the link with the smaller MTU, or the firewall that drops pieces, between the sender and the node; have senders use packets that fit: " +
			"for DNS, answers of at most 1232 bytes or TCP.",
		Changes: cordonChanges,
		Fix:     []string{netns.Cordon},
		Verify:  []string{netns.OnNode + "'nstat -asz IpReasmReqds IpReasmFails IpReasmTimeout; ip link show'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		failed, known := told(c, n, "Ip.ReasmFails")
		pieces, also := told(c, n, "Ip.ReasmReqds")
		if !known || !also {
			return
		}
		level := netns.Limit{Percent: 5, Least: 5}.Weigh(failed, pieces)
		if level.Say(c, "of the packets that came in %d pieces in %s, %d could not be put together (Ip ReasmFails), %d of them for a piece that never came (ReasmTimeout)",
			pieces, netns.Lasted(host(n)), failed, n.Moved("Ip.ReasmTimeout")) == netns.Still {
			c.Pass("no packet that came in pieces was incomplete (%d pieces)", pieces)
		}
	},
}
