package socket

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// UnreadCloses finds programs that end their connections before all is read.
var UnreadCloses = &checks.Check{
	ID:   "socket.unread-closes",
	Asks: "Do the workload's programs read their connections to the end before they close them?",
	Why: "A connection that is closed with data unread is reset: the peer sees \"connection reset by peer\" and may lose an answer that was on its way. " +
		"The network is well then; the program, or the time that it allows, is not.",
	Limits: "Some programs end connections so on purpose, such as health checks and proxies.",
	Refs: []string{
		"net/ipv4/tcp.c (__tcp_close), net/ipv4/tcp_input.c (tcp_rcv_state_process), v6.12",
		"RFC 2525, section 2.17",
	},
	Also:  []checks.Symptom{checks.Intermittent, checks.ConnectionRefused, checks.HealthReview},
	Scope: evidence.Workload, Side: checks.Both, Weight: checks.Risk,
	Needs: needs(),
	Remedy: checks.Remedy{
		Says: "Look for what ends connections early: a limit of the request's size, a timeout shorter than the caller's, a keep-alive that ends while a request comes in, a stop without grace.",
		Verify: []string{
			"kubectl -n {{.namespace}} logs {{.pod}} --all-containers --tail=50",
			"kubectl -n {{.namespace}} describe pod {{.pod}}",
		},
	},
	Eval: func(c *checks.Context) {
		each(c, "hardly a connection was closed with data unread", func(p pod) answer {
			early, known := p.Sum("TcpExt.TCPAbortOnClose", "TcpExt.TCPAbortOnData")
			if !known {
				return unread("TcpExt.TCPAbortOnClose")
			}
			opened := p.Moved("Tcp.ActiveOpens") + p.Moved("Tcp.PassiveOpens")
			amount := p.share(early, max(opened, early), "connections") + " were reset by the pod's own program, which closed them with data unread (TcpExt.TCPAbortOnClose) or before all had come (TcpExt.TCPAbortOnData)"
			switch aborted.Weigh(early, max(opened, early)) {
			case netns.Still:
				return well
			case netns.Slight:
				return pass("%s, too small a share to hurt", amount)
			case netns.Few:
				return pass("%s, too few to matter", amount)
			}
			return fail("%s", amount)
		})
	},
}

// The share is our judgement.
var aborted = netns.Limit{Percent: 10, Least: 20, Of: 100}
