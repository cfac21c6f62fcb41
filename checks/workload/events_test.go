package workload

import (
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func event(second int, reason, message, field string) corev1.Event {
	return corev1.Event{
		InvolvedObject: corev1.ObjectReference{Kind: "Pod", Name: "web", FieldPath: field}, Reason: reason, Message: message,
		LastTimestamp: metav1.NewTime(time.Date(2026, 1, 2, 3, 4, second, 0, time.UTC)),
	}
}

func TestAVolumeIsNamedWhileThePodWaitsForIt(t *testing.T) {
	waiting := corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "web"}}
	waiting.Status.ContainerStatuses = []corev1.ContainerStatus{{State: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "ContainerCreating"}}}}
	pulling := *waiting.DeepCopy()
	pulling.Status.Conditions = []corev1.PodCondition{{Type: corev1.PodReadyToStartContainers, Status: corev1.ConditionTrue}}
	mount := event(5, "FailedMount", "configmap \"rules\" not found", "")
	for name, c := range map[string]struct {
		pod    corev1.Pod
		events []corev1.Event
		want   string
	}{
		"it waits":                        {waiting, []corev1.Event{mount}, "; FailedMount: configmap \"rules\" not found"},
		"a list of volumes tells less":    {waiting, []corev1.Event{mount, event(9, "FailedMount", "Unable to attach or mount volumes", "")}, "; FailedMount: configmap \"rules\" not found"},
		"by now it waits for its network": {waiting, []corev1.Event{mount, event(9, "FailedCreatePodSandBox", "refused", "")}, ""},
		"it has its network":              {pulling, []corev1.Event{mount}, ""},
		"nothing is said":                 {waiting, []corev1.Event{event(9, "BackOff", "x", "")}, ""},
	} {
		if got := unmounted(&c.pod, c.events); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestAProbeEndsItsOwnContainerOnly(t *testing.T) {
	pod := corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "web"}}
	pod.Spec.Containers = []corev1.Container{{Name: "web", LivenessProbe: &corev1.Probe{}}, {Name: "proxy"}}
	failed := event(5, "Unhealthy", "Liveness probe failed: timeout", "spec.containers{web}")
	for name, c := range map[string]struct {
		container string
		event     corev1.Event
		want      string
	}{
		"its own":              {"web", failed, "; the kubelet says: Liveness probe failed: timeout"},
		"another's":            {"proxy", failed, ""},
		"one that ends nobody": {"web", event(5, "Unhealthy", "Readiness probe failed: timeout", "spec.containers{web}"), ""},
	} {
		if got := ending(&pod, c.container, []corev1.Event{c.event}); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
