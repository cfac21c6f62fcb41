package socket

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// MemoryAborts finds connections that the kernel ended for want of memory.
var MemoryAborts = &checks.Check{
	ID:   "socket.memory-aborts",
	Asks: "Does the node have the memory that the workload's connections need?",
	Why:  "Where the node's memory for TCP is used up, or too many connections wait to end, the kernel resets connections, whoever holds the memory.",
	Limits: "Memory for TCP and the number of connections without a program are the whole node's: which pod uses most of it is not told here, " +
		"and what the limit (net.ipv4.tcp_mem, tcp_max_orphans) is neither.",
	Refs: []string{
		"net/ipv4/tcp.c (tcp_check_oom, __tcp_close), net/ipv4/tcp_timer.c (tcp_out_of_resources), v6.12",
		"https://learn.microsoft.com/azure/aks/custom-node-configuration-reference",
	},
	For:   []checks.Symptom{checks.PacketLoss, checks.Intermittent},
	Also:  []checks.Symptom{checks.ConnectionRefused, checks.ConnectionTimeout, checks.Latency, checks.EgressBlocked, checks.IngressUnreachable, checks.HealthReview},
	Scope: evidence.Workload, Side: checks.Both,
	Needs: needs(),
	Remedy: checks.Remedy{
		Says: "Find the pod of the node that holds many connections or does not read them, and spread such pods; then use larger machines: tcp_mem follows the machine's memory. " +
			"AKS's linuxOSConfig does not offer tcp_mem, only a privileged DaemonSet can set it.",
		Verify: []string{"kubectl get pods -A -o wide --field-selector spec.nodeName={{.node}}", "kubectl describe node {{.node}}"},
	},
	Eval: func(c *checks.Context) {
		each(c, "no connection was ended for want of memory", func(p pod) answer {
			ended, known := p.Delta("TcpExt.TCPAbortOnMemory")
			if !known {
				return unread("TcpExt.TCPAbortOnMemory")
			}
			if ended == 0 {
				return well
			}
			pages, orphans := p.fact("TCP.mem"), p.fact("TCP.orphan")
			a := fail("the kernel ended %d connections in %s for want of memory (TcpExt.TCPAbortOnMemory), while TCP held %s pages on the node and %s connections had no program any more",
				ended, p.lasted(), pages, orphans)
			a.ofNode = true
			return a
		})
	},
}
