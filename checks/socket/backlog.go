package socket

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// Backlog finds segments that were dropped since the program was inside a call on
// their connection.
var Backlog = &checks.Check{
	ID:   "socket.backlog",
	Asks: "Do segments that arrive while a program works on their connection find room?",
	Why: "While a program is inside a call on a connection, what arrives waits in its backlog. A program that is held up there, mostly for want of processor time, " +
		"lets the backlog overflow: segments are lost and sent again.",
	Limits: "Which connection it was is not told.",
	Refs: []string{
		"net/ipv4/tcp_ipv4.c (tcp_add_backlog), v6.12",
		"https://docs.kernel.org/networking/snmp_counter.html",
	},
	For:   []checks.Symptom{checks.PacketLoss, checks.Latency},
	Also:  []checks.Symptom{checks.Intermittent, checks.ConnectionTimeout, checks.HealthReview},
	Scope: evidence.Workload, Side: checks.Both,
	Needs: needs(),
	Remedy: checks.Remedy{
		Says: "Give the container more processor time, or raise its limit: a throttled container stops in the middle of its calls. " +
			"Buffers that the program sets small by SO_RCVBUF and SO_SNDBUF shorten the backlog, too.",
		Verify: []string{
			"kubectl -n {{.namespace}} top pod {{.pod}} --containers",
			"kubectl -n {{.namespace}} get pod {{.pod}} -o jsonpath='{.spec.containers[*].resources}'",
		},
	},
	Eval: func(c *checks.Context) {
		each(c, "no backlog of a connection overflowed", func(p pod) answer {
			lost, known := p.Delta("TcpExt.TCPBacklogDrop")
			if !known {
				return unread("TcpExt.TCPBacklogDrop")
			}
			came := p.Moved("Tcp.InSegs")
			amount := p.share(lost, came, "segments") + " found the backlog of their connection full (TcpExt.TCPBacklogDrop)"
			switch overflowedBacklog.Weigh(lost, came) {
			case netns.Still:
				return well
			case netns.Slight:
				return pass("%s, too small a share to hurt", amount)
			case netns.Few:
				return unknown("%s: too few to tell, more traffic would", amount)
			}
			return fail("%s", amount)
		})
	},
}

// A single drop is a fault by the kernel's own account; the share, which keeps one
// among millions from being called so, is our judgement.
var overflowedBacklog = netns.Limit{Percent: 0.01, Least: 3, Of: 1000}
