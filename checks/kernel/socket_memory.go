package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// SocketMemory finds a node whose sockets use most of the memory that they may.
var SocketMemory = &checks.Check{
	ID:     "kernel.socket-memory",
	Asks:   "Do the node's sockets use less than three quarters of the memory that they may?",
	Why:    "All pods of a node share this memory: a few more sockets that nobody reads, and segments and datagrams are dropped for all of them.",
	Limits: "Says how much is used now, not how much it gets.",
	Refs: []string{
		"net/core/sock.c __sk_mem_raise_allocated, v6.12",
		"https://docs.kernel.org/networking/ip-sysctl.html (tcp_mem, udp_mem)",
	},
	Also:   []checks.Symptom{checks.PacketLoss, checks.Latency, checks.HealthReview},
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{Says: sparing, Verify: []string{"kubectl top node {{.name}}", seeMemory}},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		for _, protocol := range []string{"TCP", "UDP"} {
			m, ok := socketMemory(c, n, protocol)
			switch {
			case !ok:
			case 100*m.used > 75*m.max:
				c.Fail("%s", m.level())
			default:
				c.Pass("%s", m.level())
			}
		}
	},
}
