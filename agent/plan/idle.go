package plan

import (
	"slices"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// idle are a namespace's workloads that ask for no pod, have none, and stand
// behind no Service: workers that an autoscaler starts on demand, DaemonSets
// for nodes that the cluster does not have. Nobody can call one, so a question
// about the namespace is not about it; who names it is answered all the same.
func (r *resolver) idle(ns evidence.Subject) (list []evidence.Subject) {
	services, living := see(&r.eyes, evidence.Services, ns), []evidence.Subject{}
	for _, p := range kube.Live(see(&r.eyes, evidence.Pods, ns)) {
		living = add(living, kube.Owner(&p))
	}
	consider := func(w evidence.Subject, wants int32, pod map[string]string) {
		if wants == 0 && !behindAny(services, w, pod) && !slices.Contains(living, w) {
			list = append(list, w)
		}
	}
	wanted := func(replicas *int32) int32 {
		if replicas == nil {
			return 1
		}
		return *replicas
	}
	for _, d := range see(&r.eyes, evidence.Deployments, ns) {
		consider(evidence.WorkloadOf("Deployment", d.Namespace, d.Name), wanted(d.Spec.Replicas), d.Spec.Template.Labels)
	}
	for _, s := range see(&r.eyes, evidence.StatefulSets, ns) {
		consider(evidence.WorkloadOf("StatefulSet", s.Namespace, s.Name), wanted(s.Spec.Replicas), s.Spec.Template.Labels)
	}
	for _, d := range see(&r.eyes, evidence.DaemonSets, ns) {
		consider(evidence.WorkloadOf("DaemonSet", d.Namespace, d.Name), d.Status.DesiredNumberScheduled, d.Spec.Template.Labels)
	}
	return list
}

// behindAny reports whether a workload stands behind one of the Services, or
// may be meant to: a Service of a like name may select it by a slip wrongly.
func behindAny(services []corev1.Service, workload evidence.Subject, pod map[string]string) bool {
	return slices.ContainsFunc(services, func(s corev1.Service) bool {
		selects := len(s.Spec.Selector) > 0 && labels.SelectorFromSet(s.Spec.Selector).Matches(labels.Set(pod))
		return selects || kube.Alike(s.Name, workload.Name)
	})
}

// uncalled are the workloads of a namespace that run behind no Service, while
// others do: when the namespace cannot be reached, they are beside the point.
func (r *resolver) uncalled(ns evidence.Subject) (list []evidence.Subject) {
	services := see(&r.eyes, evidence.Services, ns)
	if len(services) == 0 {
		return nil // its pods are called in some other way
	}
	for _, p := range kube.Live(see(&r.eyes, evidence.Pods, ns)) {
		if w := kube.Owner(&p); !p.Spec.HostNetwork && !behindAny(services, w, p.Labels) {
			list = add(list, w)
		}
	}
	return list
}
