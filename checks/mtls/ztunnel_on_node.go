package mtls

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ZtunnelOnNode finds a node without the proxy that encrypts.
var ZtunnelOnNode = &checks.Check{
	ID:     "mtls.ztunnel-on-node",
	Asks:   "Is the node's ztunnel ready?",
	Why:    "The connections of enrolled pods go through the ztunnel of their node. Without it they cannot be opened, neither from there nor to there.",
	Limits: "A node that no enrolled pod runs on does without; who runs there is not looked at.",
	Refs:   []string{guide, aksGuide},
	For:    checks.Unreachable(),
	Also:   []checks.Symptom{checks.EgressBlocked, checks.IngressUnreachable, checks.DNSFails},
	Scope:  evidence.Node,
	Side:   checks.Both,
	Needs:  configured(evidence.Require(evidence.Ztunnel), evidence.Require(evidence.NodeObject), evidence.Require(evidence.NodePods), evidence.Require(evidence.Namespaces)),
	Remedy: checks.Remedy{
		Says:    "Restart the node's ztunnel, and see in its log why it is not ready: SPIRE, or the agent that it gets its pods from.",
		Changes: "Ends the node's ztunnel, which its DaemonSet starts anew: encrypted connections of the node's pods are cut.",
		Fix:     []string{"kubectl -n kube-system delete pod {{.pod}}"},
		Verify:  []string{seeZtunnel, "kubectl -n kube-system logs -l app.kubernetes.io/name=ztunnel-cilium --tail=50 --prefix"},
	},
	Eval: func(c *checks.Context) {
		if !active(c) {
			return
		}
		nodes := evidence.NodeObject.Of(c)
		switch {
		case len(nodes) == 0:
			c.Skip("the node does not exist")
			return
		case nodes[0].Labels[corev1.LabelOSStable] == "windows":
			c.Skip("ztunnel does not run on Windows")
			return
		case len(evidence.Ztunnel.Of(c)) == 0:
			c.Skip("there is no DaemonSet kube-system/ztunnel-cilium, which another check judges")
			return
		case !anyEnrolled(c):
			c.Skip("no namespace is enrolled")
			return
		}
		found := false
		for _, p := range kube.Live(evidence.NodePods.Of(c)) {
			owner := metav1.GetControllerOf(&p)
			switch {
			case p.Namespace != systemNamespace || owner == nil || owner.Name != "ztunnel-cilium":
			case kube.Ready(&p):
				found = true
				c.Pass("pod %s is ready", p.Name)
			default:
				found = true
				c.Set("pod", p.Name)
				c.Relate(c.Subject())
				c.Fail("pod %s is not ready: %s", p.Name, kube.WhyNotReady(&p))
			}
		}
		if !found {
			c.Unknown("no pod of ztunnel is on the node: it may be starting, or pass over the node")
		}
	},
}

// anyEnrolled reports whether any namespace is enrolled.
func anyEnrolled(c *checks.Context) bool {
	for _, n := range evidence.Namespaces.Of(c) {
		if n.Labels[label] == "true" {
			return true
		}
	}
	return false
}
