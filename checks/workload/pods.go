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

// podsOf are the pods of the workload under examination.
func podsOf(c *checks.Context) []corev1.Pod {
	return kube.Keep(evidence.Pods.Of(c), func(p *corev1.Pod) bool { return kube.Belongs(c.Subject(), p) })
}

func livePods(c *checks.Context) []corev1.Pod { return kube.Live(podsOf(c)) }

func readyOf(pods []corev1.Pod) int {
	n := 0
	for i := range pods {
		if kube.Ready(&pods[i]) {
			n++
		}
	}
	return n
}

// fault is what is wrong with one pod.
type fault struct {
	pod *corev1.Pod
	why string
}

// faultsOf asks of every pod that is not ready what is wrong with it; "" is nothing.
func faultsOf(pods []corev1.Pod, why func(*corev1.Pod) string) (list []fault) {
	for i := range pods {
		if kube.Ready(&pods[i]) {
			continue
		}
		if text := why(&pods[i]); text != "" {
			list = append(list, fault{&pods[i], text})
		}
	}
	return list
}

// judge fails for faults that leave the workload without any ready pod. While
// one is ready the workload answers.
func judge(c *checks.Context, pods []corev1.Pod, faults []fault, well string) {
	ready := readyOf(pods)
	switch {
	case len(pods) == 0:
		c.Skip("the workload has no live pods")
	case len(faults) == 0:
		c.Pass("%s", well)
	case ready > 0:
		c.Pass("%d of %s ready and can answer; %s", ready, checks.Count(len(pods), "pod"), told(faults))
	default:
		blame(c, faults)
		c.Fail("none of %s is ready; %s", checks.Count(len(pods), "pod"), told(faults))
	}
}

// blame relates the faulty pods' workload and nodes, and sets the remedy's
// first pod.
func blame(c *checks.Context, faults []fault) {
	for _, f := range faults {
		c.Relate(kube.Owner(f.pod))
		if f.pod.Spec.NodeName != "" {
			c.Relate(evidence.Of(evidence.Node, "", f.pod.Spec.NodeName))
		}
		c.Set("pod", f.pod.Name)
	}
}

// told says what is wrong, what several pods share once: "2 pods: not scheduled".
func told(faults []fault) string {
	var order []string
	count := map[string]int{}
	for _, f := range faults {
		// The kubelet's messages name the pod, which would tell equal reasons apart.
		own := fmt.Sprintf(" pod=%s_%s(%s)", f.pod.Name, f.pod.Namespace, f.pod.UID)
		why := strings.ReplaceAll(f.why, own, "")
		if count[why]++; count[why] == 1 {
			order = append(order, why)
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return count[b] - count[a] })
	const most = 3
	rest := 0
	if len(order) > most {
		for _, why := range order[most:] {
			rest += count[why]
		}
		order = order[:most]
	}
	for i, why := range order {
		order[i] = checks.Count(count[why], "pod") + ": " + why
	}
	if rest > 0 {
		order = append(order, checks.Count(rest, "more pod"))
	}
	return strings.Join(order, ", ")
}
