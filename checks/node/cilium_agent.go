package node

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// CiliumAgent finds a cluster in which no Cilium agent is ready.
var CiliumAgent = &checks.Check{
	ID:     "node.cilium-agent",
	Asks:   "Are Cilium's agents ready?",
	Why:    "Without an agent no pod gets a network, and neither policies nor Services follow what changes.",
	Limits: "What the kernel was told before goes on working. Agents that are missing on some nodes only are judged node by node.",
	Refs:   []string{"https://docs.cilium.io/en/stable/operations/troubleshooting/#component-cluster-health", "https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium"},
	For:    checks.Unreachable(),
	Also:   []checks.Symptom{checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PolicyReview, checks.IPExhaustion},
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Needs:  []evidence.Need{evidence.Require(evidence.CiliumDaemonSet)},
	Remedy: checks.Remedy{
		Says: "Mend what keeps the agents from becoming ready, as their log says.",
		Verify: []string{
			"kubectl -n kube-system rollout status daemonset cilium --timeout=60s",
			"kubectl -n kube-system logs daemonset/cilium -c cilium-agent --tail=50",
		},
	},
	Eval: func(c *checks.Context) {
		list := evidence.CiliumDaemonSet.Of(c)
		if len(list) == 0 {
			c.Skip("the cluster has no DaemonSet kube-system/cilium")
			return
		}
		status := list[0].Status
		switch {
		case status.ObservedGeneration == 0 || status.DesiredNumberScheduled == 0:
			c.Unknown("the DaemonSet has no status yet, or no node to run on")
		case status.NumberReady == 0:
			c.Blame("DaemonSet", "kube-system", "cilium")
			c.Fail("none of %s is ready", checks.Count(int(status.DesiredNumberScheduled), "Cilium agent"))
		default:
			c.Pass("%d of %s ready", status.NumberReady, checks.Count(int(status.DesiredNumberScheduled), "Cilium agent"))
		}
	},
}
