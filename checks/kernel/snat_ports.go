package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// SNATPorts finds a node that has no free port for the source address that it
// gives to packets of pods.
var SNATPorts = &checks.Check{
	ID:   "kernel.snat-ports",
	Asks: "Does the node find a free port for every connection whose source it rewrites?",
	Why: "A connection that gets no port of its own loses its first packet: the pod tries again after a second, and mostly in vain while the ports are used up. " +
		"All pods of the node share them.",
	Limits: "These are the node's own ports; those that Azure gives to the node at its load balancer or NAT gateway are counted in Azure. " +
		"Kernels before 5.7 also count races between two queries of one socket. Ubuntu's kernels do not tell the counter.",
	Refs: []string{
		"net/netfilter/nf_nat_core.c get_unique_tuple; nf_conntrack_core.c nf_ct_resolve_clash (insert_failed), v6.12",
		"https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/connectivity/snat-port-exhaustion",
	},
	Also:  append(checks.Losses(), checks.Beyond()...),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says: "Look which rule rewrites the source, and give it more ports or addresses; have the pods keep connections open, instead of opening one for each call, " +
			"and spread those that call most over more nodes.",
		Changes: cordonChanges,
		Fix:     []string{netns.Cordon},
		Verify:  []string{netns.OnNode + "'iptables -t nat -S POSTROUTING; cat /proc/net/stat/nf_conntrack'"},
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
		failed, known := t.moved("insert_failed")
		healed, _ := t.moved("clashres") // two packets that made the same entry at once: both went on
		switch {
		case !known:
			c.Unknown("the kernel does not tell how many connections found no port (insert_failed)")
		case failed >= 3 && per(failed, t.Scope) > 0.2:
			c.Fail("%s found no free entry in %s and lost their packet (insert_failed), as when no port is left for the source that the node gives them; the table of connections holds %s of %s",
				checks.Count(int(failed), "connection"), netns.Lasted(t.Scope), t.Facts["count"], t.Facts["max"])
		case failed > 0:
			c.Unknown("%s found no free entry in %s (insert_failed): too few to tell, more traffic would", checks.Count(int(failed), "connection"), netns.Lasted(t.Scope))
		default:
			c.Pass("every connection found a free entry (insert_failed +0; clashres +%d, which lost nothing)", healed)
		}
	},
}
