package node

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// KubeProxy finds a cluster in which nothing that is ready serves Services.
var KubeProxy = &checks.Check{
	ID:   "node.kube-proxy",
	Asks: "Does kube-proxy run, or Cilium in its place?",
	Why:  "Without either, the addresses of Services, the DNS Service's included, no longer follow their pods; on new nodes they lead nowhere.",
	Limits: "Whether a network agent that can replace kube-proxy, such as Calico with eBPF, does so is not known. Rules that kube-proxy wrote stay in force while it is down. With Cilium beside a kube-proxy that is down, " +
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
		evidence.Prefer(evidence.SystemAgents), evidence.Prefer(evidence.CalicoNode),
	},
	Remedy: checks.Remedy{
		Says: "Mend what keeps the kube-proxy pods from the nodes, or from becoming ready; AKS keeps their DaemonSet itself.",
		Verify: []string{
			"kubectl -n kube-system get daemonset kube-proxy -o wide",
			"kubectl -n kube-system rollout status daemonset kube-proxy --timeout=60s",
			"kubectl -n kube-system logs -l k8s-app=kube-proxy --tail=50",
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
		selector, unwanted := nowhere(c)
		cilium, replaced := evidence.CiliumDaemonSet.Of(c), replacesKubeProxy(evidence.CiliumConfig.Of(c))
		switch {
		case len(cilium) > 0 && replaced:
			c.Pass("Cilium serves Services in kube-proxy's place")
		case ready > 0:
			c.Pass("%d of %s ready", ready, checks.Count(len(pods), "kube-proxy pod"))
		case len(pods) == 0 && unwanted:
			c.Blame("DaemonSet", "kube-system", "kube-proxy")
			c.Fail("the DaemonSet kube-proxy is wanted on no node (its nodeSelector is %s), and kube-system has no agent that could replace it", selector)
		case len(pods) == 0:
			c.Unknown("there is no kube-proxy pod, and no Cilium that says to replace it: whether something else serves Services cannot be told")
		default:
			c.Blame("DaemonSet", "kube-system", "kube-proxy")
			c.Fail("none of %s is ready, nor does Cilium replace it: %s", checks.Count(len(pods), "kube-proxy pod"), kube.WhyNotReady(&pods[0]))
		}
	},
}

// replacements are parts of the names of agents that can serve Services in
// kube-proxy's place: Cilium, Calico, Antrea, kube-router, OVN-Kubernetes, Kube-OVN.
var replacements = []string{"cilium", "calico", "antrea", "kube-router", "ovn"}

// nowhere says which nodes kube-proxy waits for, where it is a DaemonSet that no
// node takes, and nothing is known that could stand in for it.
func nowhere(c *checks.Context) (selector string, yes bool) {
	agents := evidence.SystemAgents.Of(c)
	i := slices.IndexFunc(agents, func(d appsv1.DaemonSet) bool { return d.Name == "kube-proxy" })
	if i < 0 || !evidence.CalicoNode.Seen(c) || len(evidence.CalicoNode.Of(c)) > 0 || slices.ContainsFunc(agents, replacement) {
		return "", false
	}
	status := &agents[i].Status
	return labels.FormatLabels(agents[i].Spec.Template.Spec.NodeSelector),
		status.DesiredNumberScheduled == 0 && status.ObservedGeneration == agents[i].Generation
}

func replacement(d appsv1.DaemonSet) bool {
	return slices.ContainsFunc(replacements, func(part string) bool { return strings.Contains(d.Name, part) })
}
