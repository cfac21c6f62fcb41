package policy

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/reach"
	corev1 "k8s.io/api/core/v1"
)

// mostAlike bounds how many unlike pods of one end are judged.
const mostAlike = 40

// callers are the pods that may make the call, one of each sort: those of the
// workload, or all of the namespace but those that are called.
func callers(c *checks.Context, called []corev1.Pod) []corev1.Pod {
	caller := c.Subject().Caller()
	return oneOfEach(kube.Keep(kube.Live(evidence.Pods.Of(c)), func(p *corev1.Pod) bool {
		if caller.Scope == evidence.Workload {
			return kube.Belongs(caller, p)
		}
		return kube.Owner(p).Kind != "Job" && !slices.ContainsFunc(called, func(o corev1.Pod) bool { return kube.Owner(&o) == kube.Owner(p) })
	}))
}

// oneOfEach keeps one of the pods that policies cannot tell apart.
func oneOfEach(pods []corev1.Pod) []corev1.Pod {
	seen := map[string]bool{}
	return kube.Keep(pods, func(p *corev1.Pod) bool {
		sort := fmt.Sprintln(kube.Owner(p), lasting(p.Labels), p.Spec.ServiceAccountName, p.Spec.HostNetwork, kube.Windows(p), reach.PodEnd(p).Ports)
		if p.Spec.HostNetwork {
			sort += p.Spec.NodeName
		}
		if seen[sort] || len(seen) == mostAlike {
			return false
		}
		seen[sort] = true
		return true
	})
}

// passing are labels that controllers give each pod anew.
var passing = []string{"pod-template-hash", "controller-revision-hash", "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index", "pod-template-generation", "job-name", "batch.kubernetes.io/job-name", "controller-uid", "batch.kubernetes.io/controller-uid"}

// lasting are the labels of a pod that its successor has, too.
func lasting(labels map[string]string) map[string]string {
	kept := maps.Clone(labels)
	for _, key := range passing {
		delete(kept, key)
	}
	return kept
}

// way is a port of a Service, as the pods behind it see it.
type way struct {
	pods []corev1.Pod
	says string // the Service's port, for a sentence
	port map[string]reach.Port
}

// ways are the pods behind a called Service, by the port that leads to them.
// A port that nobody offers leads nowhere, which is not for policies to say.
func ways(c *checks.Context) (list []way, called []corev1.Pod) {
	callee := c.Subject().Callee()
	service := kube.ServiceNamed(evidence.Services.Of(c.There()), callee.Object().Name)
	switch {
	case service == nil:
		c.Skip("there is no Service of this name")
		return nil, nil
	case len(service.Spec.Selector) == 0:
		return []way{{says: "no pods"}}, nil
	}
	called = kube.Selected(service, kube.Live(evidence.Pods.Of(c.There())))
	if n, err := strconv.ParseUint(callee.Number(), 10, 16); callee.Scope == evidence.PodPort && err == nil && len(called) > 0 {
		return []way{dialled(called, uint16(n))}, called // no Service stands between
	}
	for i := range service.Spec.Ports {
		p := &service.Spec.Ports[i]
		if n := callee.Number(); n != "" && n != fmt.Sprint(p.Port) && n != fmt.Sprint(p.NodePort) {
			continue
		}
		w := way{says: fmt.Sprintf("port %d", p.Port), port: map[string]reach.Port{}}
		for _, pod := range oneOfEach(called) {
			if n, ok := kube.TargetPort(p, &pod); ok && n > 0 {
				w.pods = append(w.pods, pod)
				w.port[pod.Name] = reach.Port{Protocol: kube.Protocol(p.Protocol), Number: uint16(n)}
			}
		}
		if len(w.pods) > 0 {
			list = append(list, w)
		}
	}
	switch {
	case len(called) == 0:
		c.Skip("no living pod is known to stand behind the Service")
	case len(list) == 0:
		c.Skip("no port of the Service that is called leads to a pod")
	}
	return list, called
}

// dialled is a port that pods are called on by their own addresses.
func dialled(pods []corev1.Pod, number uint16) way {
	w := way{pods: oneOfEach(pods), says: fmt.Sprintf("port %d", number), port: map[string]reach.Port{}}
	for i := range w.pods {
		w.port[w.pods[i].Name] = reach.TCP(number)
	}
	return w
}

func sorted(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

func join(words []string, by string) string { return strings.Join(words, by) }
