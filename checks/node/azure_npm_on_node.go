package node

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// AzureNPMOnNode finds a node whose Azure Network Policy Manager is not ready.
var AzureNPMOnNode = &checks.Check{
	ID:   "node.azure-npm-on-node",
	Asks: "Is the node's Azure Network Policy Manager ready?",
	Why: "Azure NPM writes the rules of NetworkPolicies for the pods of its node. While it is down, rules do not follow pods and policies; when it starts it deletes all of them and writes them anew, " +
		"so that for a while the wrong connections are let through or denied.",
	Limits: "Rules that Azure NPM wrote stay in force until it starts: pods and policies that have not changed go on as before.",
	Refs: []string{
		"https://learn.microsoft.com/azure/aks/use-network-policies#editingdeleting-network-policies",
		"https://learn.microsoft.com/azure/aks/migrate-from-npm-to-cilium-network-policy",
	},
	Also:  append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.Intermittent, checks.PolicyReview),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: []evidence.Need{evidence.Require(evidence.NodeObject), evidence.Require(evidence.NodePods), evidence.Require(evidence.AzureNPM), evidence.Require(evidence.CiliumDaemonSet)},
	Remedy: checks.Remedy{
		Says:    "See in the log of the node's azure-npm why it was not ready (out of memory, a policy with many ipBlocks), and restart it; move to Azure CNI powered by Cilium, since AKS ends its support of Azure NPM.",
		Changes: "Ends one azure-npm pod, which its DaemonSet starts anew; it deletes the rules of the node's pods and writes them again.",
		Fix:     []string{"kubectl -n kube-system delete pod {{.pod}}"},
		Verify:  []string{"kubectl -n kube-system get pods -l k8s-app=azure-npm -o wide"},
	},
	Eval: func(c *checks.Context) {
		node := subject(c)
		switch {
		case node == nil:
		case len(evidence.AzureNPM.Of(c)) == 0:
			c.Skip("the cluster has no DaemonSet kube-system/azure-npm")
		case len(evidence.CiliumDaemonSet.Of(c)) > 0:
			c.Skip("Cilium enforces policies here")
		case node.Labels["kubernetes.io/os"] == "windows":
			c.Skip("on Windows another DaemonSet runs Azure NPM")
		case virtual(node):
			c.Skip("Azure NPM does not run on a virtual node")
		default:
			judgeOnNode(c, node, "azure-npm")
		}
	},
}
