package ipam

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// TooManyPods finds pods that no node takes because the nodes hold as many as
// they may.
var TooManyPods = &checks.Check{
	ID:     "ipam.too-many-pods",
	Asks:   "Do nodes have room for the number of the workload's pods?",
	Why:    "Every node has a maximum of pods, on AKS tied to the addresses reserved for it. A pod beyond it stays Pending, with CPU and memory free.",
	Limits: "Of what cannot be reached it is asked only where no pod is ready. Nodes that refuse the pod for other reasons may matter as much; the sentence quotes them all.",
	Refs: []string{
		"https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning#maximum-pods-per-node",
		"https://github.com/kubernetes/kubernetes/blob/v1.33.0/pkg/scheduler/framework/plugins/noderesources/fit.go",
	},
	For:   []checks.Symptom{checks.IPExhaustion},
	Scope: evidence.Workload, Side: checks.Both,
	Needs: []evidence.Need{evidence.Require(evidence.Pods)},
	Remedy: checks.Remedy{
		Says:    "Add nodes, or a node pool with a higher maximum of pods.",
		Changes: "The command only lists the node pools; scaling one adds nodes, which cost money and take addresses.",
		AKS:     []string{`az aks nodepool list -g "$AKS_RG" --cluster-name "$AKS_NAME" --query "[].{name:name, maxPods:maxPods, count:count, autoscale:enableAutoScaling, max:maxCount}"`},
		Verify:  []string{"kubectl -n {{.namespace}} get pods --field-selector status.phase=Pending"},
	},
	Eval: func(c *checks.Context) {
		pods := kube.Live(kube.PodsOf(c.Subject(), evidence.Pods.Of(c)))
		var refused []corev1.Pod
		for _, p := range pods {
			if s := kube.Condition(&p, corev1.PodScheduled); s != nil && s.Status == corev1.ConditionFalse && strings.Contains(s.Message, "Too many pods") {
				refused = append(refused, p)
			}
		}
		switch {
		case len(refused) > 0:
			c.Fail("%s of %d finds no node: %s", checks.Count(len(refused), "pod"), len(pods), kube.Condition(&refused[0], corev1.PodScheduled).Message)
		case len(pods) == 0:
			c.Skip("the workload has no living pod")
		default:
			c.Pass("none of %s is refused for the number of pods on the nodes", checks.Count(len(pods), "pod"))
		}
	},
}
