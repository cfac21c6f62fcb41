package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// unoffered says which ports of the question a Service does not have. Nothing
// that is seen of the Service's other ports answers for such a one.
func (r *resolver) unoffered(mentions []Mention, found []evidence.Subject) {
	for _, m := range mentions {
		for _, s := range of(evidence.Service, found) {
			if !isPort(m.Port) || !means(m, s) {
				continue
			}
			service := kube.ServiceNamed(see(&r.eyes, evidence.Services, evidence.Of(evidence.Namespace, "", s.Namespace)), s.Name)
			if service == nil || service.Spec.ClusterIP == corev1.ClusterIPNone || len(service.Spec.Ports) == 0 || offers(service, m.Port) {
				continue
			}
			var has []string
			for i := range service.Spec.Ports {
				has = append(has, kube.PortText(&service.Spec.Ports[i]))
			}
			r.note("%s has no port %s; it has %s.", s, m.Port, checks.Names(has))
			r.target.Missing = append(r.target.Missing, fmt.Sprintf("port %s of %s", m.Port, s))
		}
	}
}

// means reports whether a mention is a Service's name, or a host name of it:
// api, api.payments, api.payments.svc.
func means(m Mention, s evidence.Subject) bool {
	if m.Kind != "host" {
		return m.Name == s.Name
	}
	host := strings.TrimSuffix(strings.ToLower(m.Name), ".")
	service, namespace, full := serviceName(host)
	return full && service == s.Name && namespace == s.Namespace || host == s.Name+"."+s.Namespace
}

// offers reports whether a Service has a port of this number, on its own
// address or on the nodes'.
func offers(service *corev1.Service, port string) bool {
	return slices.ContainsFunc(service.Spec.Ports, func(p corev1.ServicePort) bool {
		return port == fmt.Sprint(p.Port) || p.NodePort != 0 && port == fmt.Sprint(p.NodePort)
	})
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
