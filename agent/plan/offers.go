package plan

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// means reports whether a mention is a Service's name, or a host name of it:
// api, api.payments, api.payments.svc.
func means(m Mention, s evidence.Subject) bool {
	if m.Kind != "host" {
		return m.Name == s.Name
	}
	host := hostName(m)
	service, namespace, full := serviceName(host)
	return full && service == s.Name && namespace == s.Namespace || host == s.Name+"."+s.Namespace
}

// unready says that a pod which the question names is not ready: the others of
// its workload do not answer for it.
func (r *resolver) unready(pod *corev1.Pod) {
	if kube.Ready(pod) || kube.Done(pod) {
		return
	}
	r.note("Pod %s/%s itself is not ready: %s.", pod.Namespace, pod.Name, kube.WhyNotReady(pod))
	if what := "a ready pod " + pod.Name; !slices.Contains(r.target.Missing, what) {
		r.target.Missing = append(r.target.Missing, what)
	}
}

// ofService looks for the pod that a name such as redis-0.redis.data.svc means.
func (r *resolver) ofService(host, service, namespace string) {
	name, rest, _ := strings.Cut(host, ".")
	if !strings.HasPrefix(rest, service+"."+namespace+".svc") {
		return
	}
	for _, p := range see(&r.eyes, evidence.Pods, evidence.Of(evidence.Namespace, "", namespace)) {
		if p.Name == name || p.Spec.Hostname == name {
			r.unready(&p)
		}
	}
}
