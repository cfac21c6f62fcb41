package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// ListenOverflow finds a program on the node's own network that does not accept its
// connections.
var ListenOverflow = &checks.Check{
	ID:     "kernel.listen-overflow",
	Asks:   "Do the programs on the node's own network accept their connections?",
	Why:    "A connection that finds the queue of its listener full is dropped after the handshake: callers wait and try again, as if the network had lost it.",
	Limits: "Of pods with hostNetwork and of daemons only: other pods have counters of their own. A queue that is empty again is a burst that is over.",
	Refs: []string{
		"net/ipv4/tcp_ipv4.c tcp_v4_syn_recv_sock (ListenOverflows), v6.12",
		"https://learn.microsoft.com/azure/aks/custom-node-configuration-reference",
	},
	Also:  append(checks.Losses(), checks.Beyond()...),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says: "Look why the program does not accept: too few threads, a processor that it does not get, a call that hangs. " +
			`Only then give it a longer queue: its own backlog, and a node pool whose linuxosconfig.json says {"sysctls": {"netCoreSomaxconn": 16384}}.`,
		Changes: netns.NewPoolChanges,
		AKS:     []string{netns.NewPool},
		Verify:  []string{seePods, netns.OnNode + "'ss -ltn; nstat -asz TcpExtListenOverflows'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		overflows, known := told(c, n, "TcpExt.ListenOverflows")
		if !known {
			return
		}
		if overflows == 0 {
			c.Pass("no listener of the node's own network had to refuse a connection (TcpExt ListenOverflows +0)")
			return
		}
		l, looked := longest(c, n, "tcp")
		full := l.Limit > 0 && l.Queue >= l.Limit || l.Queue > 0 && per(overflows, host(n)) > 5
		sentence := "connections found the queue of their listener full %s in %s (TcpExt ListenOverflows); %s"
		switch {
		case full:
			c.Fail(sentence, times(overflows), netns.Lasted(host(n)), waiting(l, "connection"))
		case looked:
			c.Unknown(sentence+": whether it goes on is not known", times(overflows), netns.Lasted(host(n)), waiting(l, "connection"))
		}
	},
}
