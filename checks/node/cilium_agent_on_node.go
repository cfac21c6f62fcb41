package node

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// CiliumAgentOnNode finds a node whose Cilium agent is not ready.
var CiliumAgentOnNode = &checks.Check{
	ID:     "node.cilium-agent-on-node",
	Asks:   "Is the node's Cilium agent ready?",
	Why:    "Where the agent is down, new pods get no network, and policies, Services and addresses of peers are those of yesterday.",
	Limits: "Connections that the kernel already knows go on while the agent is down; names in Cilium's policies do not resolve meanwhile.",
	Refs:   []string{"https://docs.cilium.io/en/stable/operations/troubleshooting/", "https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium"},
	For:    checks.Unreachable(),
	Also:   []checks.Symptom{checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PacketLoss, checks.IPExhaustion},
	Scope:  evidence.Node,
	Side:   checks.Both,
	Needs:  []evidence.Need{evidence.Require(evidence.NodeObject), evidence.Require(evidence.NodePods), evidence.Require(evidence.CiliumDaemonSet)},
	Remedy: checks.Remedy{
		Says:    "Restart the node's agent, and see in its log why it was not ready.",
		Changes: "Ends one Cilium agent, which its DaemonSet starts anew; the kernel forwards on meanwhile.",
		Fix:     []string{"kubectl -n kube-system delete pod {{.pod}}"},
		Verify: []string{
			"kubectl -n kube-system rollout status daemonset cilium --timeout=60s",
			"kubectl -n kube-system logs -l k8s-app=cilium -c cilium-agent --tail=50 --prefix",
			"kubectl -n kube-system get pods -l k8s-app=cilium -o wide",
		},
	},
	Eval: func(c *checks.Context) {
		node, daemonSet := subject(c), evidence.CiliumDaemonSet.Of(c)
		switch {
		case node == nil:
		case len(daemonSet) == 0:
			c.Skip("the cluster has no DaemonSet kube-system/cilium")
		case node.Labels["kubernetes.io/os"] == "windows":
			c.Skip("Cilium does not run on Windows")
		case virtual(node):
			c.Skip("Cilium does not run on a virtual node")
		default:
			judgeOnNode(c, node, "cilium")
		}
	},
}
