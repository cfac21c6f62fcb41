package plan

import (
	"github.com/netwhy/netwhy/checks/evidence"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

// fronts are the Ingresses and routes that send a Service traffic; asked only
// where the question is about ways into the cluster.
func (r *resolver) fronts(service, ns evidence.Subject) (list []evidence.Subject) {
	if !r.entrance() {
		return nil
	}
	for _, i := range see(&r.eyes, evidence.Ingresses, ns) {
		if serves(&i, service.Name) {
			list = add(list, evidence.Of(evidence.Ingress, i.Namespace, i.Name))
		}
	}
	for _, h := range see(&r.eyes, evidence.HTTPRoutes, ns) {
		if routes(&h, service.Name) {
			list = add(list, evidence.Of(evidence.HTTPRoute, h.Namespace, h.Name))
			for _, p := range h.Spec.ParentRefs {
				list = add(list, parent(h.Namespace, string(p.Name), (*string)(p.Namespace)))
			}
		}
	}
	return list
}

// routes reports whether a route sends traffic to a Service of its namespace.
func routes(h *gatewayv1.HTTPRoute, service string) bool {
	for _, rule := range h.Spec.Rules {
		for _, b := range rule.BackendRefs {
			if b.Namespace == nil && string(b.Name) == service {
				return true
			}
		}
	}
	return false
}

// routed are the Services behind an Ingress, route or Gateway, their
// workloads, and a route's Gateways.
func (r *resolver) routed(s, ns evidence.Subject) (list []evidence.Subject) {
	services := see(&r.eyes, evidence.Services, ns)
	leads := func(name string) bool { return false }
	switch s.Scope {
	case evidence.Ingress:
		for _, i := range see(&r.eyes, evidence.Ingresses, ns) {
			if i.Name == s.Name {
				leads = func(name string) bool { return serves(&i, name) }
			}
		}
	case evidence.HTTPRoute:
		for _, h := range see(&r.eyes, evidence.HTTPRoutes, ns) {
			if h.Name == s.Name {
				leads = func(name string) bool { return routes(&h, name) }
				for _, p := range h.Spec.ParentRefs {
					list = add(list, parent(h.Namespace, string(p.Name), (*string)(p.Namespace)))
				}
			}
		}
	case evidence.Gateway:
		for _, h := range see(&r.eyes, evidence.HTTPRoutes, ns) {
			for _, p := range h.Spec.ParentRefs {
				if parent(h.Namespace, string(p.Name), (*string)(p.Namespace)) == s {
					list = add(list, evidence.Of(evidence.HTTPRoute, h.Namespace, h.Name))
				}
			}
		}
	}
	for _, service := range services {
		if leads(service.Name) {
			subject := evidence.Of(evidence.Service, service.Namespace, service.Name)
			list = add(list, subject)
			list = add(list, r.behind(subject, ns)...)
		}
	}
	return list
}
