package node

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// KubeProxyOnNode finds a node whose kube-proxy is not ready.
var KubeProxyOnNode = &checks.Check{
	ID:     "node.kube-proxy-on-node",
	Asks:   "Is the node's kube-proxy ready?",
	Why:    "Where kube-proxy does not run, Service addresses lead to pods of yesterday: calls fail from this node only.",
	Limits: "Rules that kube-proxy wrote stay in force while it is down, so that Services which have not changed go on working.",
	Refs:   []string{"https://kubernetes.io/docs/reference/networking/virtual-ips/", "https://docs.cilium.io/en/stable/network/kubernetes/kubeproxy-free/"},
	For:    checks.Unreachable(),
	Also:   []checks.Symptom{checks.DNSFails, checks.IngressUnreachable},
	Scope:  evidence.Node,
	Side:   checks.Both,
	Needs: []evidence.Need{
		evidence.Require(evidence.NodeObject), evidence.Require(evidence.NodePods), evidence.Require(evidence.KubeProxyConfig),
		evidence.Require(evidence.CiliumDaemonSet), evidence.Require(evidence.CiliumConfig),
	},
	Remedy: checks.Remedy{
		Says:    "Restart the node's kube-proxy, and see in its log why it was not ready.",
		Changes: "Ends one kube-proxy pod, which its DaemonSet starts anew; rules that are in force stay.",
		Fix:     []string{"kubectl -n kube-system delete pod {{.pod}}"},
		Verify:  []string{"kubectl -n kube-system get pods -l k8s-app=kube-proxy -o wide"},
	},
	Eval: func(c *checks.Context) {
		node := subject(c)
		daemonSet, cilium := evidence.KubeProxyConfig.Of(c), evidence.CiliumDaemonSet.Of(c)
		replaced := replacesKubeProxy(evidence.CiliumConfig.Of(c)) && len(cilium) > 0
		switch {
		case node == nil:
		case replaced:
			c.Skip("Cilium serves Services in kube-proxy's place")
		case len(daemonSet) == 0:
			c.Skip("kube-proxy is no DaemonSet here")
		case node.Labels["kubernetes.io/os"] == "windows":
			c.Skip("on Windows kube-proxy is a service of the machine, not a pod")
		case virtual(node):
			c.Skip("kube-proxy does not run on a virtual node")
		default:
			judgeOnNode(c, node, "kube-proxy")
		}
	},
}
