package workload

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// Scheduled finds pods that no node takes, with the scheduler's reason, where
// that leaves the workload without a ready pod.
var Scheduled = &checks.Check{
	ID:     "workload.scheduled",
	Asks:   "Do enough of the workload's pods have a node?",
	Why:    "A pod without a node has no address and runs nothing, so nothing answers.",
	Limits: "The scheduler's reason is that of its last attempt.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/", "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-scheduling-readiness/"},
	For:    checks.Unreachable(),
	Also:   []checks.Symptom{checks.IngressUnreachable, checks.IPExhaustion},
	Scope:  evidence.Workload,
	Side:   checks.Named,
	Needs:  []evidence.Need{evidence.Require(evidence.Pods)},
	Leads:  []checks.Lead{{Ask: "ipam.too-many-pods"}},
	Remedy: checks.Remedy{
		Says: "Give the pods a node that fits: add nodes, lower the requests, or mend selectors, affinities and tolerations.",
		Verify: []string{
			"kubectl -n {{.namespace}} describe pod {{.pod}}",
			"kubectl get nodes",
		},
	},
	Eval: func(c *checks.Context) {
		pods := livePods(c)
		judge(c, pods, faultsOf(pods, unscheduled), "no pod waits for a node")
	},
}

func unscheduled(pod *corev1.Pod) string {
	scheduled := kube.Condition(pod, corev1.PodScheduled)
	switch {
	case pod.Spec.NodeName != "":
		return ""
	case scheduled != nil && scheduled.Status == corev1.ConditionFalse:
		return fmt.Sprintf("%s: %s", scheduled.Reason, scheduled.Message)
	case pod.Spec.SchedulerName != "" && pod.Spec.SchedulerName != corev1.DefaultSchedulerName:
		return fmt.Sprintf("no node, and no word from its scheduler %s", pod.Spec.SchedulerName)
	}
	return "no node, and no word from the scheduler"
}
