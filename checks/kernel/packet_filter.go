package kernel

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// PacketFilter finds a firewall rule of a node that drops packets.
var PacketFilter = &checks.Check{
	ID:   "kernel.packet-filter",
	Asks: "Do the firewall rules of the node let packets pass?",
	Why:  "A rule of iptables or nftables on a node drops packets of all its pods, whatever network policies say, and no counter but the rule's own moves.",
	Limits: "Needs a probe that tells why packets are dropped (its option -drops). Where an engine works network policies by such rules, " +
		"a policy and a firewall are not told apart. Which rule it is, is not told.",
	Refs: []string{
		"net/netfilter/core.c nf_hook_slow (SKB_DROP_REASON_NETFILTER_DROP), v6.12",
		"https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/connectivity/tunnel-connectivity-issues",
	},
	Also:  append(checks.Losses(), checks.Beyond()...),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: append(netns.Node(), evidence.Require(evidence.NodePods)),
	Remedy: checks.Remedy{
		Says:    "Find the rule whose counter rises, and who set it (a firewall of the machine, a hardening script, a DaemonSet); take it away or have it pass the cluster's ranges.",
		Changes: cordonChanges,
		Fix:     []string{netns.Cordon},
		Verify:  []string{seePods, netns.OnNode + `'iptables-save -c | grep -E "DROP|REJECT"; nft list ruleset | grep -E "drop|reject"'`},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		list, why := drops(n)
		at := slices.IndexFunc(list, func(d drop) bool { return d.reason == "NETFILTER_DROP" })
		switch {
		case at < 0 && why != "":
			c.Unknown("%s", why)
			return
		case at < 0:
			c.Pass("no rule dropped a packet on the node's own network (NETFILTER_DROP +0)")
			return
		}
		d := list[at]
		tracked := filtered(n)
		lost := d.packets - min(d.packets, tracked)
		all := lost + passed(n)
		level := netns.Limit{Percent: 0.5, Least: 5}.Weigh(lost, all)
		amount := netns.Amount(lost, all, d.Scope)
		switch engine := policyEngine(c); {
		case level == netns.Still:
			c.Pass("all %d packets that rules dropped were dropped by connection tracking, or belonged to no connection", d.packets)
		case level == netns.Grave && netns.Stray(d.Facts["example"]):
			c.Unknown("rules dropped %s%s: that is of a kind that stray packets are of", amount, d.where())
		case level == netns.Grave && engine != "":
			c.Unknown("rules dropped %s%s, and %s works network policies by such rules: whether a policy or a firewall did it is not told", amount, d.where(), engine)
		case level == netns.Slight: // all of what a rule for one port meets may be little of the whole
			c.Unknown("a firewall rule of the node dropped %s%s (NETFILTER_DROP): a small share, which may be all of one kind", amount, d.where())
		default:
			level.Say(c, "a firewall rule of the node dropped %s%s (NETFILTER_DROP)", amount, d.where())
		}
	},
}

// filtered are drops of the same reason that are another question: those of
// connection tracking, and packets of no connection, which kube-proxy drops.
func filtered(n netns.Network) (sum uint64) {
	table := n.Window.Scope(sample.Conntrack, sample.Host)
	for _, counter := range []string{"drop", "invalid"} {
		moved, _ := n.Window.Delta(table, counter)
		sum += moved
	}
	return sum
}

// policyEngines are the values of k8s-app of those that work policies by such rules.
var policyEngines = []string{"calico-node", "azure-npm", "kube-router", "canal"}

// policyEngine is the workload on the node that works network policies by rules of
// the packet filter, "" if there is none.
func policyEngine(c *checks.Context) string {
	for i := range evidence.NodePods.Of(c) {
		pod := &evidence.NodePods.Of(c)[i]
		if slices.Contains(policyEngines, pod.Labels["k8s-app"]) {
			return kube.Owner(pod).String()
		}
	}
	return ""
}
