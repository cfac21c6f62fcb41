package node

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// KubeProxy finds a cluster in which nothing that is ready serves Services.
var KubeProxy = &checks.Check{
	ID:   "node.kube-proxy",
	Asks: "Does kube-proxy run, or Cilium in its place?",
	Why:  "Without either, the addresses of Services, the DNS Service's included, no longer follow their pods; on new nodes they lead nowhere.",
	Limits: "Other replacements, such as Calico's eBPF data plane, are not known. Rules that kube-proxy wrote stay in force while it is down. With Cilium beside a kube-proxy that is down, " +
		"ClusterIPs may still work for pods, but not NodePorts, load balancers and calls by the nodes.",
	Refs: []string{
		"https://kubernetes.io/docs/reference/networking/virtual-ips/",
		"https://docs.cilium.io/en/stable/network/kubernetes/kubeproxy-free/",
		"https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium",
	},
	For:   checks.Unreachable(),
	Also:  []checks.Symptom{checks.DNSFails, checks.IngressUnreachable},
	Scope: evidence.Cluster,
	Side:  checks.Both,
	Needs: []evidence.Need{
		evidence.Require(evidence.KubeProxyPods), evidence.Require(evidence.CiliumDaemonSet), evidence.Require(evidence.CiliumConfig),
	},
	Remedy: checks.Remedy{
		Says: "Mend what keeps the kube-proxy pods from becoming ready; AKS keeps their DaemonSet itself.",
		Verify: []string{
			"kubectl -n kube-system rollout status daemonset kube-proxy --timeout=60s",
			"kubectl -n kube-system logs {{.pod}}",
		},
	},
	Eval: func(c *checks.Context) {
		pods := kube.Live(evidence.KubeProxyPods.Of(c))
		ready := 0
		for i := range pods {
			if kube.Ready(&pods[i]) {
				ready++
			}
		}
		cilium, replaced := evidence.CiliumDaemonSet.Of(c), replacesKubeProxy(evidence.CiliumConfig.Of(c))
		switch {
		case len(cilium) > 0 && replaced:
			c.Pass("Cilium serves Services in kube-proxy's place")
		case ready > 0:
			c.Pass("%d of %s ready", ready, checks.Count(len(pods), "kube-proxy pod"))
		case len(pods) == 0:
			c.Unknown("there is no kube-proxy pod, and no Cilium that says to replace it: whether something else serves Services cannot be told")
		default:
			c.Blame("DaemonSet", "kube-system", "kube-proxy")
			c.Set("pod", pods[0].Name)
			c.Fail("none of %s is ready, nor does Cilium replace it: %s", checks.Count(len(pods), "kube-proxy pod"), kube.WhyNotReady(&pods[0]))
		}
	},
}
