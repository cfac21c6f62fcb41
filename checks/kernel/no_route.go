package kernel

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// NoRoute finds a node that has no way for packets.
var NoRoute = &checks.Check{
	ID:     "kernel.no-route",
	Asks:   "Has the node a way for all packets that it is to send?",
	Why:    "Without a default route the node reaches its own network only: registries, the API server and other networks are cut off, for its pods too.",
	Limits: "A route that is missing among others is found only by what it loses; with a default route in place, what else decides is not told. Of IPv4 only.",
	Refs: []string{
		"net/ipv4/route.c ip_error (InNoRoutes); net/ipv4/ip_output.c __ip_queue_xmit (OutNoRoutes), v6.12",
		"https://learn.microsoft.com/azure/aks/egress-udr",
	},
	Also:  append(checks.Losses(), checks.Beyond()...),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says:    "Find out what took the default route away (a DHCP client that was stopped, a script, a second interface), and restart the machine to get it back.",
		Changes: "The first command only keeps new pods off the node, until kubectl uncordon; the restart ends all pods on the node.",
		Fix:     []string{netns.Cordon},
		AKS:     []string{"az vmss restart --subscription {{.subscription}} -g {{.group}} -n {{.scaleSet}} --instance-ids {{.instance}}"},
		Verify:  []string{"kubectl describe node {{.name}}", netns.OnNode + "'ip route show; nstat -asz IpOutNoRoutes IpExtInNoRoutes'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		out, known := told(c, n, "Ip.OutNoRoutes")
		in, also := told(c, n, "IpExt.InNoRoutes")
		if !known || !also {
			return
		}
		all := n.Moved("Ip.InReceives") + n.Moved("Ip.OutRequests")
		level := netns.Limit{Percent: 1, Least: 5}.Weigh(in+out, all)
		best, complete := n.Defaults()
		leads := slices.ContainsFunc(best, func(r sample.Route) bool { return !r.Rejects })
		amount := netns.Amount(in+out, all, host(n))
		switch {
		case level == netns.Still:
			c.Pass("a way was known for all of %d packets", all)
		case level == netns.Grave && (leads || !complete):
			c.Unknown("no way was known for %s (Ip OutNoRoutes, IpExt InNoRoutes), though there is a default route, or not all routes were read: which route was missing is not told", amount)
		default:
			level.Say(c, "no way was known for %s (Ip OutNoRoutes +%d, IpExt InNoRoutes +%d), and the node has no default route that leads anywhere", amount, out, in)
		}
	},
}
