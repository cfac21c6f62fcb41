package socket

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// TimeWait finds pods that end more connections than may rest.
var TimeWait = &checks.Check{
	ID:   "socket.time-wait",
	Asks: "Is there room for the workload's connections that are over to rest in TIME_WAIT?",
	Why: "Connections that are over rest a minute in TIME_WAIT, lest a late segment be taken for one of a new connection. Beyond tcp_max_tw_buckets they are forgotten at once: " +
		"that rarely hurts, but shows that connections are made and ended by the tens of thousands.",
	Limits: "How many may rest in a pod is not told.",
	Refs:   []string{"net/ipv4/tcp_minisocks.c (tcp_time_wait), v6.12", "https://docs.kernel.org/networking/ip-sysctl.html (tcp_max_tw_buckets)"},
	Also:   []checks.Symptom{checks.Intermittent, checks.ConnectionTimeout, checks.EgressBlocked, checks.PacketLoss, checks.HealthReview},
	Scope:  evidence.Workload, Side: checks.Both, Weight: checks.Risk,
	Needs: needs(),
	Remedy: checks.Remedy{
		Says: "Keep connections open and use them again (keep-alive, a pool of connections). netIpv4TcpMaxTwBuckets of linuxOSConfig holds for the node's own network only; " +
			"a pod takes net.ipv4.tcp_max_tw_buckets from its securityContext.sysctls, which its kubelet must have in allowedUnsafeSysctls.",
		Verify: []string{"kubectl -n {{.namespace}} get pod {{.pod}} -o jsonpath='{.spec.securityContext.sysctls}'"},
	},
	Eval: func(c *checks.Context) {
		each(c, "every connection that was over found room to rest", func(p pod) answer {
			forgotten, known := p.Delta("TcpExt.TCPTimeWaitOverflow")
			if !known {
				return unread("TcpExt.TCPTimeWaitOverflow")
			}
			if forgotten == 0 {
				return well
			}
			return fail("%d connections that were over found no room in TIME_WAIT in %s (TcpExt.TCPTimeWaitOverflow), where %s rest", forgotten, p.lasted(), p.fact("TCP.tw"))
		})
	},
}
