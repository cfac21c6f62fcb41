package plan

import (
	"slices"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

// fronts are the Ingresses and routes that send a Service traffic; asked only
// where the question is about ways into the cluster.
func (r *resolver) fronts(service, ns evidence.Subject) (list []evidence.Subject) {
	if !r.entrance() {
		return nil
	}
	r.ahead(wants(ns, evidence.Ingresses.Meta, evidence.HTTPRoutes.Meta))
	for _, i := range see(&r.eyes, evidence.Ingresses, ns) {
		if serves(&i, service.Name, nil) {
			list = add(list, evidence.Of(evidence.Ingress, i.Namespace, i.Name))
		}
	}
	for _, h := range see(&r.eyes, evidence.HTTPRoutes, ns) {
		if slices.Contains(backends(&h), service) {
			list = add(list, evidence.Of(evidence.HTTPRoute, h.Namespace, h.Name))
			list = add(list, gatewaysOf(&h)...)
		}
	}
	return list
}

// backends are the Services that a route sends requests to, of whatever
// namespace. One of weight 0 gets none.
func backends(h *gatewayv1.HTTPRoute) (list []evidence.Subject) {
	for _, rule := range h.Spec.Rules {
		for _, b := range rule.BackendRefs {
			if b.Kind != nil && *b.Kind != "Service" || b.Weight != nil && *b.Weight == 0 {
				continue
			}
			namespace := h.Namespace
			if b.Namespace != nil {
				namespace = string(*b.Namespace)
			}
			list = add(list, evidence.Of(evidence.Service, namespace, string(b.Name)))
		}
	}
	return list
}

func gatewaysOf(h *gatewayv1.HTTPRoute) (list []evidence.Subject) {
	for _, p := range h.Spec.ParentRefs {
		if p.Kind == nil || *p.Kind == "Gateway" {
			list = add(list, parent(h.Namespace, string(p.Name), (*string)(p.Namespace)))
		}
	}
	return list
}

// routed are the Services behind an Ingress, route or Gateway, their
// workloads, a route's Gateways and a Gateway's routes.
func (r *resolver) routed(s, ns evidence.Subject) (list []evidence.Subject) {
	var leads []evidence.Subject
	switch s.Scope {
	case evidence.Ingress:
		for _, i := range see(&r.eyes, evidence.Ingresses, ns) {
			for _, service := range see(&r.eyes, evidence.Services, ns) {
				if i.Name == s.Name && serves(&i, service.Name, of(evidence.Host, r.target.Named)) {
					leads = add(leads, evidence.Of(evidence.Service, service.Namespace, service.Name))
				}
			}
		}
	case evidence.HTTPRoute:
		for _, h := range see(&r.eyes, evidence.HTTPRoutes, ns) {
			if h.Name == s.Name {
				leads = add(leads, backends(&h)...)
				list = add(list, gatewaysOf(&h)...)
			}
		}
	case evidence.Gateway:
		for _, h := range see(&r.eyes, evidence.AllHTTPRoutes, evidence.TheCluster) {
			if slices.Contains(gatewaysOf(&h), s) {
				list = add(list, evidence.Of(evidence.HTTPRoute, h.Namespace, h.Name))
				leads = add(leads, backends(&h)...)
			}
		}
	}
	for _, service := range leads {
		home := evidence.Of(evidence.Namespace, "", service.Namespace)
		switch there := kube.ServiceNamed(see(&r.eyes, evidence.Services, home), service.Name) != nil; {
		case there:
			list = add(list, home, service)
			list = add(list, r.behind(service, home)...)
		case home != ns: // of its own namespace the route's checks tell
			list = add(list, service)
		}
	}
	return list
}
