package kube

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Owner is the workload that a pod belongs to: its controller, with a
// ReplicaSet traced to its Deployment by the pod-template-hash label; a pod
// without a controller is its own workload.
func Owner(pod *corev1.Pod) evidence.Subject {
	for _, owner := range pod.OwnerReferences {
		if owner.Controller == nil || !*owner.Controller {
			continue
		}
		hash := pod.Labels["pod-template-hash"]
		if name, found := strings.CutSuffix(owner.Name, hash); owner.Kind == "ReplicaSet" && hash != "" && found && strings.HasSuffix(name, "-") {
			return evidence.WorkloadOf("Deployment", pod.Namespace, strings.TrimSuffix(name, "-"))
		}
		return evidence.WorkloadOf(owner.Kind, pod.Namespace, owner.Name)
	}
	return evidence.WorkloadOf("Pod", pod.Namespace, pod.Name)
}

// PodsOf are the pods of a workload.
func PodsOf(workload evidence.Subject, pods []corev1.Pod) []corev1.Pod {
	return Keep(pods, func(p *corev1.Pod) bool { return Owner(p) == workload })
}

// Belongs reports whether a pod is the workload's. A Pod or ReplicaSet that was
// asked for by its own name is meant itself, even if a Deployment owns it.
func Belongs(workload evidence.Subject, pod *corev1.Pod) bool {
	switch workload.Kind {
	case "Pod":
		return pod.Name == workload.Name
	case "ReplicaSet":
		owner := metav1.GetControllerOf(pod)
		return owner != nil && owner.Kind == workload.Kind && owner.Name == workload.Name
	}
	return Owner(pod) == workload
}

// Keep are the elements that fit: a part of the list where they follow each other,
// else a copy. Objects are large, so nothing else is copied. Never modify it.
func Keep[T any](list []T, fits func(*T) bool) (kept []T) {
	end := 0 // of the part, while kept is one
	for i := range list {
		if !fits(&list[i]) {
			continue
		}
		switch {
		case len(kept) == 0:
			kept, end = list[i:i+1:i+1], i+1
		case end == i:
			kept, end = list[i-len(kept):i+1:i+1], i+1
		default:
			kept, end = append(kept, list[i]), 0
		}
	}
	return kept
}

// Done reports whether a pod has ended, so that it neither serves nor calls.
func Done(pod *corev1.Pod) bool {
	return pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed
}

// Terminating reports whether a pod is being deleted.
func Terminating(pod *corev1.Pod) bool { return pod.DeletionTimestamp != nil }

// Live are the pods that are neither done nor terminating.
func Live(pods []corev1.Pod) []corev1.Pod {
	return Keep(pods, func(p *corev1.Pod) bool { return !Done(p) && !Terminating(p) })
}

// Windows reports whether a pod is meant for Windows nodes.
func Windows(pod *corev1.Pod) bool {
	return pod.Spec.NodeSelector[corev1.LabelOSStable] == string(corev1.Windows) || pod.Spec.OS != nil && pod.Spec.OS.Name == corev1.Windows
}

// Networked reports whether a running pod has a network of its own, on Linux.
func Networked(pod *corev1.Pod) bool {
	return pod.Status.Phase == corev1.PodRunning && !pod.Spec.HostNetwork && !Windows(pod)
}

// Condition is a pod's condition of a type, nil if it has none.
func Condition(pod *corev1.Pod, kind corev1.PodConditionType) *corev1.PodCondition {
	for i := range pod.Status.Conditions {
		if pod.Status.Conditions[i].Type == kind {
			return &pod.Status.Conditions[i]
		}
	}
	return nil
}

// Ready reports whether a pod's Ready condition is True.
func Ready(pod *corev1.Pod) bool {
	c := Condition(pod, corev1.PodReady)
	return c != nil && c.Status == corev1.ConditionTrue
}

// Containers are a pod's containers, and its sidecars: init containers that
// restart always.
func Containers(pod *corev1.Pod) []corev1.Container {
	list := slices.Clone(pod.Spec.Containers)
	for _, c := range pod.Spec.InitContainers {
		if c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways {
			list = append(list, c)
		}
	}
	return list
}

// WhyNotReady is the reason that a pod is not ready, as one clause, from its
// conditions and container statuses; empty for a ready pod.
func WhyNotReady(pod *corev1.Pod) string {
	if Ready(pod) {
		return ""
	}
	if c := Condition(pod, corev1.PodScheduled); c != nil && c.Status == corev1.ConditionFalse {
		return join("not scheduled", c.Reason, c.Message)
	}
	for _, s := range slices.Concat(pod.Status.InitContainerStatuses, pod.Status.ContainerStatuses) {
		if w := s.State.Waiting; w != nil && w.Reason != "PodInitializing" {
			return join(fmt.Sprintf("container %s waits", s.Name), w.Reason, w.Message)
		}
		if t := s.State.Terminated; t != nil && t.ExitCode != 0 {
			return join(fmt.Sprintf("container %s ended with code %d", s.Name, t.ExitCode), t.Reason, t.Message)
		}
	}
	for _, s := range pod.Status.ContainerStatuses {
		if s.State.Running != nil && !s.Ready {
			return fmt.Sprintf("container %s runs but its readiness probe does not succeed", s.Name)
		}
	}
	if c := Condition(pod, corev1.PodReady); c != nil {
		return join("not ready", c.Reason, c.Message)
	}
	return fmt.Sprintf("phase %s without a Ready condition", pod.Status.Phase)
}

func join(what, reason, message string) string {
	if reason != "" {
		what += ": " + reason
	}
	if message != "" {
		what += " (" + message + ")"
	}
	return what
}
