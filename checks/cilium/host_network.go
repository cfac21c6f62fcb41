package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// HostNetwork finds pods that a policy selects and cannot govern.
var HostNetwork = &checks.Check{
	ID:     "cilium.host-network",
	Asks:   "Can policies govern the workload's pods?",
	Why:    "A pod on its node's network is the node to Cilium: policies that select it have no effect, and policies of others that allow its labels do not let it in.",
	Limits: "Only NetworkPolicies are looked at, as to whom they select.",
	Refs:   []string{"https://docs.cilium.io/en/stable/security/policy/kubernetes/", "https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium"},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   append(checks.Unreachable(), checks.EgressBlocked),
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs: []evidence.Need{
		evidence.Require(evidence.CiliumDaemonSet), evidence.Require(evidence.Pods), evidence.Require(evidence.NetworkPolicies),
	},
	Remedy: checks.Remedy{
		Says:   "Give the pods a network of their own, or govern their nodes: host firewall, network security groups. Policies of those that they call must allow the entities host and remote-node.",
		Verify: []string{"kubectl -n {{.namespace}} get networkpolicies"},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		pods := kube.Keep(kube.Live(evidence.Pods.Of(c)), func(p *corev1.Pod) bool { return kube.Belongs(c.Subject(), p) && p.Spec.HostNetwork })
		if len(pods) == 0 {
			c.Skip("no pod of the workload is on its node's network")
			return
		}
		for _, p := range evidence.NetworkPolicies.Of(c) {
			selector, err := metav1.LabelSelectorAsSelector(&p.Spec.PodSelector)
			if err != nil || !selector.Matches(labels.Set(pods[0].Labels)) {
				continue
			}
			c.Fail("NetworkPolicy %s selects %s on the nodes' network, and has no effect there", p.Name, checks.Count(len(pods), "pod"))
		}
		c.Pass("%s on the nodes' network, and no NetworkPolicy selects them", checks.Count(len(pods), "pod"))
	},
}
