package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// Retransmits finds a node whose own connections lose segments.
var Retransmits = &checks.Check{
	ID:   "kernel.retransmits",
	Asks: "Do the node's own connections arrive without being repeated?",
	Why:  "The kubelet, daemons and pods with hostNetwork use the way that the pods' packets take: what they must repeat was lost on it.",
	Limits: "Says that packets are lost, not where. Requests to connect that nobody answers are left out, as they may be for an address that nobody has. " +
		"Pods have counters of their own.",
	Refs: []string{
		"net/ipv4/tcp_output.c tcp_retransmit_skb (RetransSegs), v6.12",
		"https://www.rfc-editor.org/rfc/rfc4022 (tcpRetransSegs)",
	},
	Also:  append(checks.Losses(), checks.Beyond()...),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says: "Look for where packets are lost: in the node's devices and queues first, then on the way to the peers, which the node's drop reasons and flows of its pods tell. " +
			"Move urgent pods to another node meanwhile.",
		Changes: cordonChanges,
		Fix:     []string{netns.Cordon},
		Verify:  []string{netns.OnNode + "'ss -tin state established; nstat -asz TcpOutSegs TcpRetransSegs TcpExtTCPSynRetrans'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		again, known := told(c, n, "Tcp.RetransSegs")
		sent, also := told(c, n, "Tcp.OutSegs")
		if !known || !also {
			return
		}
		opening := n.Moved("TcpExt.TCPSynRetrans")
		lost := again - min(again, opening)
		level := netns.Limit{Percent: 5, Least: 50, Of: 1000}.Weigh(lost, sent+lost)
		if level.Say(c, "the node's own connections repeated %s (Tcp RetransSegs), not counting %d requests to connect", netns.Amount(lost, sent+lost, host(n)), opening) == netns.Still {
			c.Pass("the node's own connections repeated none of %d segments", sent)
		}
	},
}
