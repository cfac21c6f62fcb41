package workload

import (
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// Crashing finds containers that end again and again, and what ends them.
var Crashing = &checks.Check{
	ID:     "workload.crashing",
	Asks:   "Do the workload's containers keep running?",
	Why:    "A container that ends cuts its connections, and answers nothing until it has started anew: calls fail now and then, or always.",
	Limits: "Restarts carry no age. Repeated memory kills are held against the pod all the same: its limit has not changed since, for another limit would normally mean another pod.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy",
		"https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/#exceed-a-container-s-memory-limit",
	},
	For:   checks.Unreachable(),
	Also:  []checks.Symptom{checks.IngressUnreachable, checks.PacketLoss, checks.Latency},
	Scope: evidence.Workload,
	Needs: []evidence.Need{evidence.Require(evidence.Pods), evidence.Prefer(evidence.Warnings)},
	Remedy: checks.Remedy{
		Says: "Mend what ends the container; where memory does, raise its limit above what it really uses; where a probe does, let it ask " +
			"what the container answers.",
		Verify: []string{
			"kubectl -n {{.namespace}} logs {{.pod}} -c {{.container}} --previous",
			"kubectl -n {{.namespace}} get pod {{.pod}}",
		},
	},
	Eval: func(c *checks.Context) {
		pods, events := livePods(c), evidence.Warnings.Of(c)
		var all, serving []fault
		for i := range pods {
			for _, status := range slices.Concat(pods[i].Status.InitContainerStatuses, pods[i].Status.ContainerStatuses) {
				why := crash(&pods[i], &status, events)
				if why == "" {
					continue
				}
				one := fault{&pods[i], why}
				if all = append(all, one); takesTraffic(&pods[i], status.Name) {
					serving = append(serving, one)
				}
				c.Set("container", status.Name)
			}
		}
		if len(serving) > 0 {
			blame(c, all)
			c.Fail("%s", told(all))
			return
		}
		judge(c, pods, all, "no container is crashing")
	},
}

// manyKills is from how many restarts on a memory kill counts as a habit.
const manyKills = 3

// crash is what a container's status says of its crashing, and the events of a
// probe that ends it; "" is nothing.
func crash(pod *corev1.Pod, s *corev1.ContainerStatus, events []corev1.Event) string {
	now, last := s.State.Terminated, s.LastTerminationState.Terminated
	if now != nil {
		last = now
	}
	switch {
	case s.State.Waiting != nil && s.State.Waiting.Reason == "CrashLoopBackOff":
	case now != nil && now.ExitCode != 0:
	case last != nil && last.Reason == "OOMKilled" && s.RestartCount >= manyKills:
	default:
		return ""
	}
	text := fmt.Sprintf("container %s has restarted %s", s.Name, checks.Count(int(s.RestartCount), "time"))
	if last == nil {
		return text
	}
	if text += fmt.Sprintf(" and ended with code %d", last.ExitCode); last.Reason != "" {
		text += " (" + last.Reason + ")"
	}
	if last.Reason != "OOMKilled" {
		return text + ending(pod, s.Name, events)
	}
	if limit := memoryLimit(pod, s.Name); limit != "" {
		text += ", its memory limit being " + limit
	}
	return text
}

func memoryLimit(pod *corev1.Pod, container string) string {
	for _, c := range kube.Containers(pod) {
		if limit, ok := c.Resources.Limits[corev1.ResourceMemory]; ok && c.Name == container {
			return limit.String()
		}
	}
	return ""
}

// takesTraffic reports whether calls reach a crashing container: its pod is
// ready now, or nothing but its running decides that.
func takesTraffic(pod *corev1.Pod, container string) bool {
	return kube.Ready(pod) || slices.ContainsFunc(pod.Spec.Containers, func(c corev1.Container) bool {
		return c.Name == container && c.ReadinessProbe == nil && c.StartupProbe == nil && len(pod.Spec.Containers) == 1
	})
}
