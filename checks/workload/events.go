package workload

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// eventsOf are the events of a reason about one object.
func eventsOf(events []corev1.Event, kind, name, reason string) []corev1.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e corev1.Event) bool {
		return e.InvolvedObject.Kind != kind || e.InvolvedObject.Name != name || e.Reason != reason
	})
}

// times is how often an event was seen; a new one counts once.
func times(e *corev1.Event) int {
	n := max(1, int(e.Count))
	if e.Series != nil {
		n = max(n, int(e.Series.Count))
	}
	return n
}

// unstarted reports whether the kubelet says of a pod that it has started
// nothing of it yet: no network, no container.
func unstarted(pod *corev1.Pod) bool {
	list := slices.Concat(pod.Status.InitContainerStatuses, pod.Status.ContainerStatuses)
	network := kube.Condition(pod, corev1.PodReadyToStartContainers)
	return len(list) > 0 && pod.Status.PodIP == "" && (network == nil || network.Status != corev1.ConditionTrue) &&
		!slices.ContainsFunc(list, func(s corev1.ContainerStatus) bool {
			return s.State.Waiting == nil || s.State.Waiting.Reason != "ContainerCreating" && s.State.Waiting.Reason != "PodInitializing"
		})
}

// unmounted is the last word of the events on a pod that waits for its volumes,
// as a clause; empty where they say that it waits for something else.
func unmounted(pod *corev1.Pod, events []corev1.Event) string {
	if !unstarted(pod) {
		return ""
	}
	steps := kube.Keep(events, func(e *corev1.Event) bool {
		return e.InvolvedObject.Kind == "Pod" && e.InvolvedObject.Name == pod.Name && (mounts(e) || e.Reason == "FailedCreatePodSandBox")
	})
	newest := kube.Newest(steps)
	if len(newest) == 0 || !mounts(&newest[0]) {
		return ""
	}
	if telling := kube.Newest(kube.Keep(steps, func(e *corev1.Event) bool { return mounts(e) && !strings.HasPrefix(e.Message, "Unable to ") })); len(telling) > 0 {
		newest = telling // the other sort only lists the volumes
	}
	return "; " + newest[0].Reason + ": " + newest[0].Message
}

// mounts reports whether an event is about a volume that a pod did not get.
func mounts(e *corev1.Event) bool {
	return slices.Contains([]string{"FailedMount", "FailedAttachVolume", "FailedMapVolume"}, e.Reason)
}

// ending is the last word of the events on a probe whose failure ends the
// container, as a clause; empty where they say none.
func ending(pod *corev1.Pod, name string, events []corev1.Event) string {
	i := slices.IndexFunc(kube.Containers(pod), func(c corev1.Container) bool { return c.Name == name })
	if i < 0 {
		return ""
	}
	container := kube.Containers(pod)[i]
	for _, probe := range []struct {
		what string
		spec *corev1.Probe
	}{{"Liveness", container.LivenessProbe}, {"Startup", container.StartupProbe}} {
		newest := kube.Newest(kube.Keep(eventsOf(events, "Pod", pod.Name, "Unhealthy"), func(e *corev1.Event) bool {
			about := e.InvolvedObject.FieldPath
			return strings.HasPrefix(e.Message, probe.what+" probe ") && (about == "" || strings.HasSuffix(about, "{"+name+"}"))
		}))
		if probe.spec == nil || len(newest) == 0 {
			continue
		}
		text := "; the kubelet says: " + alike(newest[0].Message, pod)
		port, declared := probePort(probe.spec), declaredPorts(&container)
		if len(declared) > 0 && port != 0 && !slices.Contains(declared, port) {
			text += fmt.Sprintf("; the probe asks port %d, the container declares %s", port, numbers(declared))
		}
		return text
	}
	return ""
}

// alike is a message without the pod's own address, so that it reads the same
// for every pod.
func alike(message string, pod *corev1.Pod) string {
	if pod.Status.PodIP == "" {
		return message
	}
	return strings.ReplaceAll(message, pod.Status.PodIP, "the pod")
}
