package workload

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// ProbeFails finds readiness and startup probes that events report as failing,
// and holds the port that they ask against the ports that are declared.
var ProbeFails = &checks.Check{
	ID:     "workload.probe-fails",
	Asks:   "Do the probes of the workload succeed?",
	Why:    "A container whose probe fails gets no traffic, however well it would answer.",
	Limits: "Events expire after an hour. Declared ports are only informational: a container may listen elsewhere.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/workloads/pods/probes/", "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/"},
	Also:   append(checks.Unreachable(), checks.IngressUnreachable),
	Scope:  evidence.Workload,
	Needs:  []evidence.Need{evidence.Require(evidence.Pods), evidence.Prefer(evidence.Warnings)},
	Remedy: checks.Remedy{
		Says:    "Make the probe ask the port and path on which the container answers, or mend the container.",
		Changes: "Points the readiness probe at the container's only declared port; the pods are replaced one after the other.",
		Fix:     []string{"kubectl -n {{.namespace}} patch {{.kind}} {{.name}} -p {{.patch}}"},
		Verify:  []string{"kubectl -n {{.namespace}} describe pod {{.pod}}"},
	},
	Eval: func(c *checks.Context) {
		pods, events := livePods(c), evidence.Warnings.Of(c)
		silent := 0
		faults := faultsOf(pods, func(pod *corev1.Pod) string {
			if container := unreadyProbed(pod); container != nil {
				if why := probeFailure(c, pod, container, eventsOf(events, "Pod", pod.Name, "Unhealthy")); why != "" {
					return why
				}
				silent++
			}
			return ""
		})
		ready := readyOf(pods)
		switch {
		case len(faults) > 0 || silent == 0:
			judge(c, pods, faults, "no running container waits for its probe")
		case ready > 0:
			c.Pass("%d of %s ready and can answer", ready, checks.Count(len(pods), "pod"))
		default:
			c.NoSign("%s with a probe that has not succeeded, but no event says how it failed", checks.Count(silent, "pod"))
		}
	},
}

// unreadyProbed is the first container that runs, has a probe and is not ready.
func unreadyProbed(pod *corev1.Pod) *corev1.Container {
	for _, container := range kube.Containers(pod) {
		probed := container.ReadinessProbe != nil || container.StartupProbe != nil
		for _, s := range slices.Concat(pod.Status.InitContainerStatuses, pod.Status.ContainerStatuses) {
			if probed && s.Name == container.Name && s.State.Running != nil && !s.Ready {
				return &container
			}
		}
	}
	return nil
}

// probeFailure is the last word of the events on a container's probe. They
// name the container by the field that they concern.
func probeFailure(c *checks.Context, pod *corev1.Pod, container *corev1.Container, events []corev1.Event) string {
	field := "{" + container.Name + "}"
	events = kube.Keep(events, func(e *corev1.Event) bool {
		about := e.InvolvedObject.FieldPath
		return (about == "" || strings.HasSuffix(about, field)) && !strings.HasPrefix(e.Message, "Liveness")
	})
	if len(events) == 0 {
		return ""
	}
	newest := kube.Newest(events)
	message := newest[0].Message
	for _, e := range newest { // a server that is starting refuses; what comes after that counts
		if !strings.Contains(e.Message, refusedWords) {
			message = e.Message
		}
	}
	text := fmt.Sprintf("container %s: %s", container.Name, alike(message, pod))
	port, declared := probePort(container.ReadinessProbe), declaredPorts(container)
	if len(declared) == 0 || port == 0 || slices.Contains(declared, port) {
		return text
	}
	if strings.Contains(message, refusedWords) && len(declared) == 1 && patchable(c.Subject(), pod, container) {
		c.Set("patch", probePatch(container, declared[0]))
	}
	return text + fmt.Sprintf("; the probe asks port %d, the container declares %s", port, numbers(declared))
}

// refusedWords is how the kubelet says that nothing listened.
const refusedWords = "connection refused"

// patchable reports whether a patch of the workload's template reaches the
// container: it has one, and the container is no sidecar among the init containers.
func patchable(workload evidence.Subject, pod *corev1.Pod, container *corev1.Container) bool {
	return slices.Contains([]string{"Deployment", "StatefulSet", "DaemonSet"}, workload.Kind) &&
		slices.ContainsFunc(pod.Spec.Containers, func(c corev1.Container) bool { return c.Name == container.Name })
}
