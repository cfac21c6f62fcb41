package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// UnreachableNodes finds a node from which many others cannot be reached.
var UnreachableNodes = &checks.Check{
	ID:     "cilium.unreachable-nodes",
	Asks:   "Can the node's agent reach the agents of the other nodes?",
	Why:    "Agents probe each other by ICMP and HTTP. Where these fail between many nodes, so does the traffic of their pods: a firewall, a route or a tunnel stands between.",
	Limits: "A few that do not answer may be down or have just been removed, and are not this node's fault. Which they are, the agent does not tell. Agents may be told not to probe.",
	Refs:   []string{"https://docs.cilium.io/en/stable/operations/troubleshooting/#cluster-connectivity-health", "cilium v1.20.2 pkg/metrics/status.go"},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Needs:  metered(evidence.Require(evidence.CiliumConfig)),
	Remedy: checks.Remedy{
		Says:   "See what stands between the nodes: network security groups between their subnets, routes, UDP 8472 or 51871 for tunnels and WireGuard, TCP 4240 and ICMP for the probes.",
		Verify: []string{"kubectl get nodes -o wide", "kubectl get ciliumnodes", seeAgent},
	},
	Eval: func(c *checks.Context) {
		if len(evidence.CiliumMetrics.Of(c)) > 0 && !on(c, "enable-health-checking", true) {
			c.Skip("the agents are told not to probe each other (enable-health-checking)")
			return
		}
		m := counted(c, "cilium_unreachable_nodes")
		if m == nil {
			return
		}
		gone := 0.0
		for _, s := range m.Of("cilium_unreachable_nodes") {
			gone += s.Both()
		}
		others := m.Sum("cilium_nodes_all_num") - 1
		switch {
		case gone == 0:
			c.Pass("the agent reaches all other nodes")
		case others < 1:
			c.Unknown("the agent cannot reach %s, and does not tell of how many", checks.Count(int(gone), "node"))
		case gone >= 2 && gone*3 >= others || gone >= others:
			c.Fail("the agent cannot reach %.0f of %s", gone, checks.Count(int(others), "other node"))
		default:
			c.Unknown("the agent cannot reach %.0f of %s, which may be down or gone", gone, checks.Count(int(others), "other node"))
		}
	},
}
