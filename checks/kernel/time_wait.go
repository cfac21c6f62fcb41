package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// TimeWait finds a node that forgets closed connections too early.
var TimeWait = &checks.Check{
	ID:     "kernel.time-wait",
	Asks:   "Does the node remember closed connections for as long as it should?",
	Why:    "With too many closed connections the kernel forgets some at once: late packets of an old one may then end a new one of the same ports.",
	Limits: "Of the node's own network only; and it hurts only where ports are used again soon.",
	Refs: []string{
		"net/ipv4/inet_timewait_sock.c inet_twsk_alloc; net/ipv4/tcp_minisocks.c tcp_time_wait (TCPTimeWaitOverflow), v6.12",
		"https://learn.microsoft.com/azure/aks/custom-node-configuration-reference",
	},
	Also:   []checks.Symptom{checks.Intermittent, checks.ConnectionRefused, checks.HealthReview},
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{
		Says: "Have programs keep connections open instead of opening one for each call; or use a node pool whose linuxosconfig.json says " +
			`{"sysctls": {"netIpv4TcpMaxTwBuckets": 131072}}.`,
		Changes: netns.NewPoolChanges,
		AKS:     []string{netns.NewPool},
		Verify:  []string{netns.OnNode + "'ss -s; nstat -asz TcpExtTCPTimeWaitOverflow; sysctl net.ipv4.tcp_max_tw_buckets'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		forgotten, known := told(c, n, "TcpExt.TCPTimeWaitOverflow")
		switch {
		case !known:
		case forgotten > 0:
			c.Fail("the node forgot %s at once in %s (TcpExt TCPTimeWaitOverflow): there were %s of them, net.ipv4.tcp_max_tw_buckets",
				checks.Count(int(forgotten), "closed connection"), netns.Lasted(host(n)), n.Window.Sysctls["net.ipv4.tcp_max_tw_buckets"])
		default:
			c.Pass("no closed connection was forgotten too early (TcpExt TCPTimeWaitOverflow +0)")
		}
	},
}
