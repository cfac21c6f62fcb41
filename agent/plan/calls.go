package plan

import (
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// calls are the pairs of who calls and what is called, in the cluster or
// outside, as far as the question says both, and the ports that it says are
// called.
func (r *resolver) calls(from, to []evidence.Subject, mentions []Mention) (list []evidence.Subject) {
	if len(mentions) == 0 {
		return nil
	}
	callees := of(evidence.Service, r.target.Target)
	for _, m := range mentions {
		for _, s := range of(evidence.Service, to) {
			if !means(m, s) && !r.bearsAddress(s, m) {
				continue
			}
			if m.Kind == "host" || m.Literal {
				callees = add(callees, evidence.Of(evidence.Host, "", hostName(m)))
			}
			list = add(list, r.port(m, s)...)
		}
		if host := evidence.Of(evidence.Host, "", hostName(m)); external(m) && slices.Contains(to, host) {
			callees = add(callees, host)
		}
	}
	for _, caller := range r.callers(from) {
		for _, callee := range callees {
			list = add(list, evidence.CallOf(caller, callee))
		}
	}
	return list
}

// bearsAddress reports whether a mention is an address of a Service.
func (r *resolver) bearsAddress(s evidence.Subject, m Mention) bool {
	service := r.service(s)
	return m.Kind == "ip" && service != nil && (service.Spec.ClusterIP == m.Name ||
		slices.ContainsFunc(service.Status.LoadBalancer.Ingress, func(in corev1.LoadBalancerIngress) bool { return in.IP == m.Name }))
}

// service is a Service as the API has it, nil if it does not.
func (r *resolver) service(s evidence.Subject) *corev1.Service {
	return kube.ServiceNamed(see(&r.eyes, evidence.Services, evidence.Of(evidence.Namespace, "", s.Namespace)), s.Name)
}

// callers are the workloads that call, or the namespaces whose pods do.
func (r *resolver) callers(from []evidence.Subject) []evidence.Subject {
	list := append(of(evidence.Namespace, from), of(evidence.Workload, from)...)
	if len(list) > 0 {
		return list
	}
	for _, s := range of(evidence.Service, from) {
		list = add(list, of(evidence.Workload, r.behind(s, evidence.Of(evidence.Namespace, "", s.Namespace)))...)
	}
	return list
}

// port is the port of a Service that a mention names, if any: one that a
// Service without an address has not to know, since its pods are dialled. That
// words give a port which the Service lacks is said and not judged: it may be
// the pods' own.
func (r *resolver) port(m Mention, s evidence.Subject) []evidence.Subject {
	service := r.service(s)
	switch {
	case !isPort(m.Port) || service == nil:
		return nil
	case service.Spec.ClusterIP == corev1.ClusterIPNone:
		return []evidence.Subject{evidence.PortOf(evidence.PodPort, s, m.Port)}
	case !m.Spoken || offers(service, m.Port) || len(service.Spec.Ports) == 0:
		return []evidence.Subject{evidence.PortOf(evidence.Port, s, m.Port)}
	}
	var has []string
	for i := range service.Spec.Ports {
		has = append(has, kube.PortText(&service.Spec.Ports[i]))
	}
	r.note("%s has no port %s; it has %s.", s, m.Port, checks.Names(has))
	r.target.Missing = append(r.target.Missing, fmt.Sprintf("port %s of %s", m.Port, s))
	return nil
}

// offers reports whether a Service has a port of this number, on its own
// address or on the nodes'.
func offers(service *corev1.Service, port string) bool {
	return slices.ContainsFunc(service.Spec.Ports, func(p corev1.ServicePort) bool {
		return port == fmt.Sprint(p.Port) || p.NodePort != 0 && port == fmt.Sprint(p.NodePort)
	})
}
