package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// UDPMemory finds a node whose UDP sockets may use no more memory.
var UDPMemory = &checks.Check{
	ID:     "kernel.udp-memory",
	Asks:   "Have the node's UDP sockets memory to spare?",
	Why:    "All pods of a node share the memory for UDP: at its limit datagrams are dropped for every socket, and no counter of a protocol tells.",
	Limits: "Says how much is used now, not how much it gets.",
	Refs: []string{
		"net/ipv4/udp.c __udp_enqueue_schedule_skb; net/core/sock.c __sk_mem_raise_allocated, v6.12",
		"https://docs.kernel.org/networking/ip-sysctl.html (udp_mem)",
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
		m, ok := socketMemory(c, n, "UDP")
		switch {
		case !ok:
		case m.used >= m.max:
			c.Fail("%s (udp_mem): whatever datagram comes is dropped until some are read", m.level())
		default:
			c.Pass("%s (udp_mem)", m.level())
		}
	},
}
