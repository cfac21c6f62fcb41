package kernel

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// ReversePath finds a node that drops packets which come on another way than the
// answers would go.
var ReversePath = &checks.Check{
	ID:   "kernel.reverse-path",
	Asks: "Does the node take packets by whatever device they come?",
	Why: "With strict reverse path filtering a node drops what arrives on a device over which it would not answer: " +
		"with several interfaces, or routes of a network plugin, that is what pods wait for.",
	Limits: "A few such packets are strays, and the filter is there to drop them.",
	Refs: []string{
		"net/ipv4/fib_frontend.c __fib_validate_source (IPReversePathFilter), v6.12",
		"https://docs.kernel.org/networking/ip-sysctl.html (rp_filter)",
	},
	Also:  append(checks.Losses(), checks.Beyond()...),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says: "Set net.ipv4.conf.all.rp_filter to 0, or to 2 (loose) where a filter must be, and that of the device, since the larger of both counts; " +
			"or mend the routes so that answers go the way that questions come.",
		Changes: "The first command only keeps new pods off the node, until kubectl uncordon; the second takes the common filter away until the machine restarts.",
		Fix:     []string{netns.Cordon},
		AKS:     []string{netns.OnNode + "'sysctl -w net.ipv4.conf.all.rp_filter=0'"},
		Verify:  []string{seePods, netns.OnNode + "'sysctl -a --pattern rp_filter; nstat -asz TcpExtIPReversePathFilter'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		lost, known := told(c, n, "TcpExt.IPReversePathFilter")
		received, also := told(c, n, "Ip.InReceives")
		if !known || !also {
			return
		}
		setting := ""
		if filter := n.Window.Sysctls["net.ipv4.conf.all.rp_filter"]; filter != "" {
			setting = fmt.Sprintf("; net.ipv4.conf.all.rp_filter is %s", filter)
		}
		level := netns.Limit{Percent: 1, Least: 5}.Weigh(lost, received)
		if level.Say(c, "the node dropped %s because it would not have answered over the device on which they came (TcpExt IPReversePathFilter)%s",
			netns.Amount(lost, received, host(n)), setting) == netns.Still {
			c.Pass("the reverse path filter dropped none of %d packets", received)
		}
	},
}
