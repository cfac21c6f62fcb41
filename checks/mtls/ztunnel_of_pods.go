package mtls

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// ZtunnelOfPods finds enrolled pods whose node lacks the proxy that encrypts.
var ZtunnelOfPods = &checks.Check{
	ID:     "mtls.ztunnel-of-pods",
	Asks:   "Is ztunnel ready on the nodes of the workload's enrolled pods?",
	Why:    "The connections of enrolled pods go through the ztunnel of their node. Without it they cannot be opened, neither from there nor to there.",
	Limits: "Whether the pods are really enrolled no object tells.",
	Refs:   []string{guide, aksGuide},
	For:    checks.Unreachable(),
	Also:   []checks.Symptom{checks.EgressBlocked, checks.IngressUnreachable, checks.DNSFails},
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Needs:  configured(evidence.Require(evidence.ZtunnelPods), evidence.Require(evidence.Pods), evidence.Require(evidence.Namespaces)),
	Remedy: checks.Remedy{
		Says:    "Restart the node's ztunnel, and see in its log why it is not ready: SPIRE, or the agent that it gets its pods from.",
		Changes: "Ends the node's ztunnel, which its DaemonSet starts anew: encrypted connections of the node's pods are cut.",
		Fix:     []string{"kubectl -n kube-system delete pod {{.pod}}"},
		Verify:  []string{seeZtunnel, "kubectl -n kube-system logs -l app.kubernetes.io/name=ztunnel-cilium --tail=50 --prefix"},
	},
	Eval: func(c *checks.Context) {
		if !concerned(c) {
			return
		}
		on := map[string]*corev1.Pod{}
		list := kube.Live(evidence.ZtunnelPods.Of(c))
		for i := range list {
			if at := list[i].Spec.NodeName; on[at] == nil || kube.Ready(&list[i]) {
				on[at] = &list[i]
			}
		}
		pods := kube.Keep(podsOf(c), func(p *corev1.Pod) bool { return !p.Spec.HostNetwork })
		if len(pods) == 0 {
			c.Skip("the workload has no running pod with a network of its own")
			return
		}
		for _, p := range pods {
			z := on[p.Spec.NodeName]
			switch {
			case z == nil:
				c.Unknown("no pod of ztunnel is on node %s of pod %s: it may be starting, or bear another label", p.Spec.NodeName, p.Name)
			case kube.Ready(z):
				c.Pass("ztunnel is ready on the nodes of %s", checks.Count(len(pods), "pod"))
			default:
				c.Blame("DaemonSet", systemNamespace, "ztunnel-cilium")
				c.Set("pod", z.Name)
				c.Relate(c.Subject(), evidence.Of(evidence.Node, "", p.Spec.NodeName))
				c.Fail("ztunnel on node %s of pod %s is not ready: %s", p.Spec.NodeName, p.Name, kube.WhyNotReady(z))
			}
		}
	},
}
