package workload

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// ReadinessGates finds pods whose containers are ready and which wait for a
// condition that some other controller should set.
var ReadinessGates = &checks.Check{
	ID:     "workload.readiness-gates",
	Asks:   "Are the conditions set that the workload's pods wait for?",
	Why:    "A pod with a readiness gate is not ready before another controller says so; if that one is gone, it never is.",
	Limits: "Which controller should set the condition is not recorded anywhere.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-readiness-gate",
		"kubernetes v1.36.3 pkg/kubelet/status/generate.go, ReadinessGatesNotReady",
	},
	For:   checks.Unreachable(),
	Also:  []checks.Symptom{checks.IngressUnreachable},
	Scope: evidence.Workload,
	Needs: []evidence.Need{evidence.Require(evidence.Pods)},
	Remedy: checks.Remedy{
		Says:   "Mend the controller that sets the condition, or take the gate out of the pod template.",
		Verify: []string{"kubectl -n {{.namespace}} describe pod {{.pod}}"},
	},
	Eval: func(c *checks.Context) {
		pods := livePods(c)
		faults := faultsOf(pods, func(pod *corev1.Pod) string {
			containers, ready := kube.Condition(pod, corev1.ContainersReady), kube.Condition(pod, corev1.PodReady)
			if containers == nil || containers.Status != corev1.ConditionTrue || ready == nil || ready.Reason != "ReadinessGatesNotReady" {
				return ""
			}
			return "the containers are ready, but " + ready.Message
		})
		judge(c, pods, faults, "no pod waits for a readiness gate")
	},
}
