package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// SYNQueue finds a listener of a node that drops requests to connect, before any
// program is asked.
var SYNQueue = &checks.Check{
	ID:   "kernel.syn-queue",
	Asks: "Has the node's kernel room for connections that are being opened?",
	Why:  "A request to connect that finds no room is dropped: the caller tries again after a second, then after two more, and so on.",
	Limits: "With SYN cookies, which are on by default, a full queue drops nothing. What is dropped for want of a route or of memory has the same counter, " +
		"so that a full queue must be seen.",
	Refs: []string{
		"net/ipv4/tcp_input.c tcp_conn_request, tcp_syn_flood_action, v6.12",
		"https://docs.kernel.org/networking/ip-sysctl.html (tcp_syncookies, tcp_max_syn_backlog)",
	},
	Also:  append(checks.Losses(), checks.Beyond()...),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says: "Look who sends so many requests: a flood is not cured by a longer queue. Switch SYN cookies on (net.ipv4.tcp_syncookies), " +
			`or use a node pool whose linuxosconfig.json says {"sysctls": {"netIpv4TcpMaxSynBacklog": 16384}}.`,
		Changes: netns.NewPoolChanges,
		AKS:     []string{netns.NewPool},
		Verify:  []string{netns.OnNode + "'ss -tn state syn-recv; nstat -asz TcpExtListenDrops TcpExtTCPReqQFullDrop; sysctl net.ipv4.tcp_syncookies'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		drops, known := told(c, n, "TcpExt.ListenDrops")
		overflows, also := told(c, n, "TcpExt.ListenOverflows")
		if !known || !also {
			return
		}
		lost := drops - min(drops, overflows) // an overflow is counted as a drop, too
		full, cookies := n.Moved("TcpExt.TCPReqQFullDrop"), n.Moved("TcpExt.TCPReqQFullDoCookies")
		unrouted := n.Moved("Ip.OutNoRoutes")
		switch {
		case lost == 0:
			c.Pass("no request to connect was dropped (TcpExt ListenDrops +%d, ListenOverflows +%d); %d were answered with a cookie", drops, overflows, cookies)
		case full > 0 && per(lost, host(n)) > 5, n.Window.Sysctls["net.ipv4.tcp_syncookies"] == "0" && unrouted < lost && per(lost, host(n)) > 5:
			c.Fail("%d requests to connect were dropped in %s (TcpExt ListenDrops less ListenOverflows), %d of them counted for a full queue (TCPReqQFullDrop); net.ipv4.tcp_syncookies is %s",
				lost, netns.Lasted(host(n)), full, n.Window.Sysctls["net.ipv4.tcp_syncookies"])
		default:
			c.Unknown("%d requests to connect were dropped in %s, but no full queue was seen; no route was known for %d packets (Ip OutNoRoutes)", lost, netns.Lasted(host(n)), unrouted)
		}
	},
}
