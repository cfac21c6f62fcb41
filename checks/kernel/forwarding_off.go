package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// ForwardingOff finds a node that does not forward the packets of its pods.
var ForwardingOff = &checks.Check{
	ID:   "kernel.forwarding-off",
	Asks: "Does the node forward packets?",
	Why: "A node that does not forward is a host like any other: it throws away what is for its pods or from them. " +
		"Its own probes reach them still, so that Kubernetes calls them ready.",
	Limits: "Cilium and other plugins may pass packets on before the kernel would forward them: forwarding that is off is a fault only with packets that it loses. " +
		"Whether single devices do not forward is not told, and IPv6 is not judged.",
	Refs: []string{
		"net/ipv4/route.c ip_error (InAddrErrors), v6.12",
		"https://kubernetes.io/docs/setup/production-environment/container-runtimes/#prerequisite-ipv4-forwarding-optional",
	},
	For:   checks.Losses(),
	Also:  checks.Beyond(),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says: "Set net.ipv4.ip_forward to 1, and find out what set it to 0 (a hardening script, a restart of sysctl or of a container engine): " +
			"it will do so again on this node, or on the next.",
		Changes: "The first command only keeps new pods off the node, until kubectl uncordon; the second has the running node forward again.",
		Fix:     []string{netns.Cordon},
		AKS:     []string{netns.OnNode + "'sysctl -w net.ipv4.ip_forward=1'"},
		Verify:  []string{seePods, netns.OnNode + "'sysctl net.ipv4.ip_forward; nstat -asz IpInAddrErrors'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		setting, set := n.Window.Sysctls["net.ipv4.ip_forward"]
		forwards, known := n.Fact("forwarding") // as RFC 1213 has it: 2 is no
		if !known && !set {
			c.Unknown("whether the node forwards is not told")
			return
		}
		if forwards == "1" || !known && setting != "0" {
			c.Pass("the node forwards packets of IPv4")
			return
		}
		lost, known := told(c, n, "Ip.InAddrErrors")
		switch {
		case known && lost >= 3:
			c.Fail("the node does not forward (net.ipv4.ip_forward is 0), and threw away %d packets in %s that were not for itself (Ip InAddrErrors)", lost, netns.Lasted(host(n)))
		case known:
			c.Unknown("the node does not forward, and threw away %d packets that were not for itself: whether anything relies on it is not known", lost)
		}
	},
}
