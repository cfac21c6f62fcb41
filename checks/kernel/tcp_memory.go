package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// TCPMemory finds a node whose TCP sockets may use no more memory.
var TCPMemory = &checks.Check{
	ID:     "kernel.tcp-memory",
	Asks:   "Have the node's TCP sockets memory to spare?",
	Why:    "All pods of a node share the memory for TCP: at its limit segments are refused and connections end, for a pod that did nothing wrong as well.",
	Limits: "Says how much is used now, not how much it gets.",
	Refs: []string{
		"net/core/sock.c __sk_mem_raise_allocated; net/ipv4/tcp_input.c tcp_try_rmem_schedule (TCPRcvQDrop), v6.12",
		"https://docs.kernel.org/networking/ip-sysctl.html (tcp_mem)",
	},
	For:   []checks.Symptom{checks.PacketLoss},
	Also:  append(checks.Beyond(), checks.Latency, checks.ConnectionTimeout, checks.Intermittent, checks.HealthReview),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says:    sparing,
		Changes: cordonChanges,
		Fix:     []string{netns.Cordon},
		Verify:  []string{"kubectl top node {{.name}}", seeMemory},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		m, ok := socketMemory(c, n, "TCP")
		if !ok {
			return
		}
		refused := n.Moved("TcpExt.TCPRcvQDrop") + n.Moved("TcpExt.TCPAbortOnMemory")
		switch {
		case m.used > m.pressure && refused > 0:
			c.Fail("%s (tcp_mem), and the node's own refused segments or ended connections for want of memory %s in %s (TcpExt TCPRcvQDrop, TCPAbortOnMemory)",
				m.level(), times(refused), netns.Lasted(host(n)))
		case m.used >= m.max:
			c.Fail("%s (tcp_mem): the kernel gives them no more", m.level())
		case refused > 0:
			c.Unknown("the node's own sockets refused segments or ended connections %s for want of memory, but %s now", times(refused), m.level())
		default:
			c.Pass("%s (tcp_mem), and the node's own refused nothing for want of memory", m.level())
		}
	},
}
