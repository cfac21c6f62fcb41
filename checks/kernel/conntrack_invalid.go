package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// ConntrackInvalid finds packets that belong to no connection that the node knows.
var ConntrackInvalid = &checks.Check{
	ID:   "kernel.conntrack-invalid",
	Asks: "Do the packets that the node gets belong to connections that it knows?",
	Why: "A packet of no known connection is not translated back to the pod that it is for, and kube-proxy drops it: " +
		"answers on another way than questions, or connections that were forgotten.",
	Limits: "A few are normal, such as packets that come after the end of a connection.",
	Refs: []string{
		"net/netfilter/nf_conntrack_core.c nf_conntrack_in (invalid), v6.12",
		"https://kubernetes.io/blog/2019/03/29/kube-proxy-subtleties-debugging-an-intermittent-connection-reset/",
	},
	Also:   append(checks.Losses(), checks.ConnectionRefused, checks.IngressUnreachable, checks.EgressBlocked),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{
		Says:   "Look for answers that come back another way than the questions went: routes of the subnet, a firewall on one of the ways, several addresses of a node.",
		Verify: []string{seeConnections},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		t, ok := tracked(c, n)
		if !ok {
			return
		}
		invalid, known := t.moved("invalid")
		received, also := n.Delta("Ip.InReceives")
		if !known || !also {
			c.Unknown("the kernel does not tell how many packets belong to no connection")
			return
		}
		level := netns.Limit{Percent: 1, Least: 10, Of: 1000}.Weigh(invalid, received)
		if level.Say(c, "no connection is known for %s (invalid)", netns.Amount(invalid, received, t.Scope)) == netns.Still {
			c.Pass("a connection is known for each of %d packets", received)
		}
	},
}
