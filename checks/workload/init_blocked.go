package workload

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// InitBlocked finds pods that are held up by an init container which runs on,
// often because it waits for something that it cannot reach.
var InitBlocked = &checks.Check{
	ID:     "workload.init-blocked",
	Asks:   "Have the init containers made way for the workload's containers?",
	Why:    "Until its init containers have ended, a pod starts none of its own containers and nothing answers.",
	Limits: "An init container that is merely slow looks the same; init containers that crash are judged by workload.crashing.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/workloads/pods/init-containers/", "https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/"},
	For:    checks.Unreachable(),
	Also:   []checks.Symptom{checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable},
	Scope:  evidence.Workload,
	Needs:  []evidence.Need{evidence.Require(evidence.Pods)},
	Remedy: checks.Remedy{
		Says: "See in its log what the init container waits for, and mend that.",
		Verify: []string{
			"kubectl -n {{.namespace}} logs {{.pod}} -c {{.container}}",
			"kubectl -n {{.namespace}} get pod {{.pod}}",
		},
	},
	Eval: func(c *checks.Context) {
		pods := livePods(c)
		faults := faultsOf(pods, func(pod *corev1.Pod) string {
			status, sidecar := heldBy(pod)
			if status == nil {
				return ""
			}
			c.Set("container", status.Name)
			if sidecar {
				return fmt.Sprintf("sidecar %s runs but has not started in the eyes of its startup probe", status.Name)
			}
			return fmt.Sprintf("init container %s has not ended", status.Name)
		})
		judge(c, pods, faults, "no pod is held up by an init container")
	},
}

// heldBy is the running init container that a pod waits for, nil if there is
// none; a sidecar is waited for until it has started, any other until it ends.
func heldBy(pod *corev1.Pod) (held *corev1.ContainerStatus, sidecar bool) {
	for _, container := range pod.Spec.InitContainers {
		sidecar := container.RestartPolicy != nil && *container.RestartPolicy == corev1.ContainerRestartPolicyAlways
		for i := range pod.Status.InitContainerStatuses {
			s := &pod.Status.InitContainerStatuses[i]
			started := s.Started != nil && *s.Started
			if s.Name == container.Name && s.State.Running != nil && (!sidecar || !started) {
				return s, sidecar
			}
		}
	}
	return nil, false
}
