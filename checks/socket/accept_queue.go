package socket

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// AcceptQueue finds programs that do not accept their connections: the queue is
// full, and whoever calls is left without an answer.
var AcceptQueue = &checks.Check{
	ID:   "socket.accept-queue",
	Asks: "Do the workload's programs accept connections as fast as they come?",
	Why: "Connections wait for their program in a queue. While it is full the kernel drops every call without a word: callers wait, try again and time out, " +
		"while the pod is ready and its processors may be idle.",
	Limits: "How many may wait in a pod's queue is not told, so that a queue counts as full where calls were dropped and somebody waits at the last reading.",
	Refs: []string{
		"net/ipv4/tcp_input.c (tcp_conn_request), net/ipv4/tcp_ipv4.c (tcp_v4_syn_recv_sock), include/net/sock.h (sk_acceptq_is_full), v6.12",
		"https://man7.org/linux/man-pages/man2/listen.2.html",
		"https://learn.microsoft.com/azure/aks/custom-node-configuration",
	},
	For:   []checks.Symptom{checks.ConnectionTimeout, checks.Intermittent, checks.PacketLoss, checks.Latency},
	Also:  []checks.Symptom{checks.ConnectionRefused, checks.DNSFails, checks.IngressUnreachable, checks.HealthReview},
	Scope: evidence.Workload,
	Needs: needs(),
	Remedy: checks.Remedy{
		Says: "Find out what keeps the program from accept: too few threads, a lock, no processor time. For bursts have it ask for a longer queue (the backlog of listen), " +
			"which net.core.somaxconn of the pod bounds at 4096; that is set by securityContext.sysctls where the node pool's kubelet has it in allowedUnsafeSysctls. More replicas share the calls.",
		Verify: []string{
			"kubectl -n {{.namespace}} logs {{.pod}} --all-containers --tail=50",
			"kubectl -n {{.namespace}} top pod {{.pod}} --containers",
		},
	},
	Eval: func(c *checks.Context) { each(c, "no accept queue overflowed", acceptQueue) },
}

func acceptQueue(p pod) answer {
	overflows, known := p.Delta("TcpExt.ListenOverflows")
	if !known {
		return unread("TcpExt.ListenOverflows")
	}
	if overflows == 0 {
		return well
	}
	longest, looked := p.longest("tcp")
	made := p.Moved("Tcp.PassiveOpens")
	// More than 5 overflows a second are an alarm of Netdata's; the share is our judgement.
	grave := p.rate(overflows) > 5 || netns.Limit{Percent: 1}.Weigh(overflows, overflows+made) == netns.Grave
	switch {
	case !looked:
		return unknown("its accept queues overflowed %d times in %s (TcpExt.ListenOverflows), and whether anybody waits now was not seen", overflows, p.lasted())
	case longest.Queue == 0:
		return unknown("its accept queues overflowed %d times in %s (TcpExt.ListenOverflows), but nobody waits now: a burst that is over, or one that comes again; ask while it lasts",
			overflows, p.lasted())
	case !grave:
		return unknown("its accept queues overflowed %d times in %s (TcpExt.ListenOverflows), while %d connections were made (Tcp.PassiveOpens): too few to tell",
			overflows, p.lasted(), made)
	}
	return fail("its accept queues overflowed %d times in %s (TcpExt.ListenOverflows) while %d connections were made (Tcp.PassiveOpens), and %s not been accepted at %s",
		overflows, p.lasted(), made, have(longest.Queue), place(longest))
}

// longest is the listener of a protocol with the longest queue.
func (p pod) longest(protocol string) (longest sample.Listener, looked bool) {
	list, looked := p.Listeners()
	for _, l := range list {
		if strings.TrimSuffix(l.Protocol, "6") == protocol && (longest.Address == "" || l.Queue > longest.Queue) {
			longest = l
		}
	}
	return longest, looked
}
