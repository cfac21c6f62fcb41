package scenarios

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// nodes are those of the base. Their own addresses are on loopback, so that the
// API server looks for kubelets there and nowhere else.
var nodes = []string{"node-a", "node-b", "node-c"}

var started = metav1.NewTime(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))

const templateHash = "7c9d8f6b5"

// pod is the i-th pod of an app, with the status that its line describes.
func (a app) pod(kind string, i int, ready bool, next func(int) string) *corev1.Pod {
	p := &corev1.Pod{TypeMeta: typeOf("v1", "Pod"), ObjectMeta: a.meta(fmt.Sprintf("%s-%d", a.name, i)), Spec: a.spec()}
	yes := true
	owner := metav1.OwnerReference{APIVersion: "apps/v1", Kind: kind, Name: a.name, UID: "00000000-0000-4000-8000-000000000000", Controller: &yes}
	switch kind {
	case "Deployment":
		owner.Kind, owner.Name = "ReplicaSet", a.name+"-"+templateHash
		p.Name = fmt.Sprintf("%s-%s-%d", a.name, templateHash, i)
		p.Labels["pod-template-hash"] = templateHash
	case "Pod":
		p.Name = a.name
	}
	if kind != "Pod" {
		p.OwnerReferences = []metav1.OwnerReference{owner}
	}
	if a.has("pending") && !ready {
		p.Status = corev1.PodStatus{Phase: corev1.PodPending, Conditions: []corev1.PodCondition{{
			Type: corev1.PodScheduled, Status: corev1.ConditionFalse, Reason: "Unschedulable", Message: strings.ReplaceAll(a.options["pending"], "_", " "),
		}}}
		return p
	}
	node := i % len(nodes)
	for n, name := range nodes {
		if a.options["node"] == name {
			node = n
		}
	}
	p.Spec.NodeName = nodes[node]
	a.runs(p, node, ready, next)
	return p
}

// runs gives a scheduled pod its status.
func (a app) runs(p *corev1.Pod, node int, ready bool, next func(int) string) {
	status := corev1.ContainerStatus{Name: a.name, Image: "registry.example/" + a.name + ":1", Ready: ready, RestartCount: int32(a.number("restarts", 0)), Started: &ready}
	status.State.Running = &corev1.ContainerStateRunning{StartedAt: started}
	if !ready {
		if a.has("ended") {
			code, reason, _ := strings.Cut(a.options["ended"], ":")
			n, _ := strconv.Atoi(code)
			status.LastTerminationState.Terminated = &corev1.ContainerStateTerminated{ExitCode: int32(n), Reason: reason, StartedAt: started, FinishedAt: started}
		}
		if a.has("waiting") {
			status.State = corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: a.options["waiting"]}}
		}
	}
	p.Status = corev1.PodStatus{Phase: corev1.PodRunning, StartTime: &started, HostIP: fmt.Sprintf("127.0.1.%d", 4+node), ContainerStatuses: []corev1.ContainerStatus{status}}
	p.Status.PodIP = next(node)
	if a.has("hostNetwork") {
		p.Status.PodIP = p.Status.HostIP
	}
	if a.text("waiting", "") == "ContainerCreating" && !ready {
		p.Status.PodIP, p.Status.Phase = "", corev1.PodPending
	}
	if p.Status.PodIP != "" {
		p.Status.PodIPs = []corev1.PodIP{{IP: p.Status.PodIP}}
	}
	truth := corev1.ConditionFalse
	if ready {
		truth = corev1.ConditionTrue
	}
	for _, kind := range []corev1.PodConditionType{corev1.PodInitialized, corev1.PodReady, corev1.ContainersReady, corev1.PodScheduled} {
		c := corev1.PodCondition{Type: kind, Status: corev1.ConditionTrue, LastTransitionTime: started}
		if kind == corev1.PodReady || kind == corev1.ContainersReady {
			if c.Status = truth; !ready {
				c.Reason, c.Message = "ContainersNotReady", "containers with unready status: ["+a.name+"]"
			}
		}
		p.Status.Conditions = append(p.Status.Conditions, c)
	}
}
