package socket

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// Retransmits finds connections that lose what they send.
var Retransmits = &checks.Check{
	ID:   "socket.retransmits",
	Asks: "Does what the workload sends over TCP arrive at the first attempt?",
	Why:  "Every segment that is lost is sent again after a wait: calls get slow, and stall where the loss is heavy.",
	Limits: "The kernel tells neither to whom nor where on the way segments were lost; it is a consequence of what other checks look for. " +
		"Calls that nobody answered are left out: who calls a host that is gone loses nothing on the way.",
	Refs: []string{
		"net/ipv4/tcp_output.c (__tcp_retransmit_skb), net/ipv4/tcp_input.c (tcp_dsack_seen), v6.12",
		"RFC 2883 (duplicate SACK: the segment had arrived)",
	},
	For:   []checks.Symptom{checks.PacketLoss, checks.Latency},
	Also:  []checks.Symptom{checks.Intermittent, checks.ConnectionTimeout, checks.EgressBlocked, checks.IngressUnreachable, checks.HealthReview},
	Scope: evidence.Workload, Side: checks.Both,
	Needs: needs(),
	Remedy: checks.Remedy{
		Says: "Look for where it is lost: compare the workload's pods by node, and the nodes' own devices, queues and tables. " +
			"If pods on all nodes lose alike, look at what they call, and at the bandwidth of the machines' size.",
		Verify: []string{"kubectl -n {{.namespace}} get pods -o wide", "kubectl describe node {{.node}}"},
	},
	Eval: func(c *checks.Context) { each(c, "hardly a segment was sent again", retransmits) },
}

// Above 1 % is a warning, above 5 % a fault (our judgement); a share of fewer
// segments says nothing, as Netdata has it.
var (
	resent     = netns.Limit{Percent: 1, Least: 10}
	resentMuch = netns.Limit{Percent: 5, Least: 10, Of: 10000}
)

func retransmits(p pod) answer {
	again, known := p.Delta("Tcp.RetransSegs")
	if !known {
		return unread("Tcp.RetransSegs")
	}
	again = less(again, p.Moved("TcpExt.TCPSynRetrans"))
	needless := min(again, p.Moved("TcpExt.TCPDSACKRecv")) // these had arrived
	lost, sent := again-needless, p.Moved("Tcp.OutSegs")
	amount := p.share(lost, sent+again, "segments") + " were sent again because they had been lost (Tcp.RetransSegs)"
	switch level := resentMuch.Weigh(lost, sent+again); {
	case lost == 0 && needless == 0, resent.Weigh(lost, sent+again) <= netns.Slight:
		return well
	case level == netns.Slight:
		return pass("%s: more than usual, less than hurts", amount)
	case level == netns.Few:
		return unknown("%s: too few to tell, more traffic would", amount)
	}
	return fail("%s; %d more were sent again needlessly (TcpExt.TCPDSACKRecv), and %d times a connection waited in vain (TcpExt.TCPTimeouts)",
		amount, needless, p.Moved("TcpExt.TCPTimeouts"))
}
