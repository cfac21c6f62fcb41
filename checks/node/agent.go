package node

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// agentsOf are the live pods of a DaemonSet of kube-system.
func agentsOf(daemonSet string, pods []corev1.Pod) []corev1.Pod {
	return kube.Keep(kube.Live(pods), func(p *corev1.Pod) bool {
		owner := metav1.GetControllerOf(p)
		return p.Namespace == "kube-system" && owner != nil && owner.Kind == "DaemonSet" && owner.Name == daemonSet
	})
}

// judgeOnNode says whether a DaemonSet's pod on the node under examination is
// ready. A missing pod proves nothing: the DaemonSet may pass over the node.
func judgeOnNode(c *checks.Context, node *corev1.Node, daemonSet string) {
	if ready := condition(node, corev1.NodeReady); ready != nil && ready.Status == corev1.ConditionUnknown {
		c.Unknown("the control plane no longer hears the node, and has set all its pods to not ready: whether %s runs cannot be told", daemonSet)
		return
	}
	pods := agentsOf(daemonSet, evidence.NodePods.Of(c))
	if len(pods) == 0 {
		c.Unknown("no pod of the DaemonSet %s is on the node: it may be starting, or pass over the node", daemonSet)
		return
	}
	c.Relate(c.Subject(), evidence.WorkloadOf("DaemonSet", "kube-system", daemonSet))
	pod := &pods[0]
	if i := slices.IndexFunc(pods, func(p corev1.Pod) bool { return kube.Ready(&p) }); i >= 0 {
		c.Pass("pod %s is ready", pods[i].Name)
		return
	}
	c.Set("pod", pod.Name)
	c.Fail("pod %s is not ready: %s", pod.Name, kube.WhyNotReady(pod))
}

// replacesKubeProxy reports whether Cilium's configuration says that it serves
// Services in kube-proxy's place; "strict" is the word of versions before 1.14.
func replacesKubeProxy(config []corev1.ConfigMap) bool {
	return len(config) > 0 && slices.Contains([]string{"true", "strict"}, config[0].Data["kube-proxy-replacement"])
}
