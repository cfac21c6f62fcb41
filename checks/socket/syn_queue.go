package socket

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// SynQueue finds listeners that turn calls away before they become connections.
var SynQueue = &checks.Check{
	ID:   "socket.syn-queue",
	Asks: "Is there room for the calls that are being set up with the workload?",
	Why: "Calls whose handshake is not over wait in a queue of their own. Where it is full and SYN cookies are off, every further call is dropped without a word: " +
		"a flood of calls, or callers whose answers are lost, shut out everybody.",
	Limits: "ListenDrops counts calls that were lost for any reason; those of a full accept queue and of an answer without a route are taken off.",
	Refs: []string{
		"net/ipv4/tcp_input.c (tcp_conn_request, tcp_syn_flood_action), v6.12",
		"https://docs.kernel.org/networking/ip-sysctl.html (tcp_max_syn_backlog, tcp_syncookies)",
		"https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/",
	},
	For:   []checks.Symptom{checks.Intermittent, checks.PacketLoss},
	Also:  []checks.Symptom{checks.ConnectionTimeout, checks.ConnectionRefused, checks.Latency, checks.IngressUnreachable, checks.HealthReview},
	Scope: evidence.Workload,
	Needs: needs(),
	Remedy: checks.Remedy{
		Says: "Set net.ipv4.tcp_syncookies to 1 in the pod's securityContext.sysctls, which every kubelet allows: the kernel then answers without a queue. " +
			"A longer queue needs net.ipv4.tcp_max_syn_backlog there, which the node pool's kubelet must have in allowedUnsafeSysctls; netIpv4TcpMaxSynBacklog of linuxOSConfig holds for the node's own network only.",
		Verify: []string{
			"kubectl -n {{.namespace}} get pod {{.pod}} -o jsonpath='{.spec.securityContext.sysctls}'",
			"kubectl -n {{.namespace}} logs {{.pod}} --all-containers --tail=50",
		},
	},
	Eval: func(c *checks.Context) { each(c, "no call was dropped during its handshake", synQueue) },
}

func synQueue(p pod) answer {
	dropped, known := p.Delta("TcpExt.ListenDrops")
	if !known {
		return unread("TcpExt.ListenDrops")
	}
	dropped = less(less(dropped, p.Moved("TcpExt.ListenOverflows")), p.Moved("Ip.OutNoRoutes"))
	full, made := p.Moved("TcpExt.TCPReqQFullDrop"), p.Moved("Tcp.PassiveOpens")
	// More than 5 a second are an alarm of Netdata's; the share is our judgement.
	grave := p.rate(full) > 5 || netns.Limit{Percent: 10, Least: 3}.Weigh(full, full+made) == netns.Grave
	switch cookies := p.Moved("TcpExt.TCPReqQFullDoCookies"); {
	case full > 0 && grave:
		return fail("its queue of handshakes was full for %d calls in %s (TcpExt.TCPReqQFullDrop), which were dropped (TcpExt.ListenDrops +%d beyond overflows), while %d connections were made (Tcp.PassiveOpens)",
			full, p.lasted(), dropped, made)
	case full > 0:
		return unknown("its queue of handshakes was full for %d calls in %s (TcpExt.TCPReqQFullDrop), while %d connections were made: too few to tell", full, p.lasted(), made)
	case dropped > 0:
		return unknown("%d calls were dropped in %s (TcpExt.ListenDrops) neither for a full queue nor for want of a route: for memory, or by a security module", dropped, p.lasted())
	case cookies > 0:
		return pass("its queue of handshakes was full for %d calls in %s (TcpExt.TCPReqQFullDoCookies), which were answered with cookies", cookies, p.lasted())
	}
	return well
}
