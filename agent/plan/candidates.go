package plan

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	networkingv1 "k8s.io/api/networking/v1"
)

// mostCandidates bounds how many meanings of one word are examined.
const mostCandidates = 5

// within finds a name in one namespace: Services, workloads, Ingresses,
// Gateways and routes, as far as the mention's kind allows.
func (r *resolver) within(m Mention, namespace string) (found []evidence.Subject) {
	ns := evidence.Of(evidence.Namespace, "", namespace)
	r.ahead(inside(ns))
	fits := func(kinds ...string) bool { return m.Kind == "" || slices.Contains(kinds, m.Kind) }
	if fits("service") && kube.ServiceNamed(see(&r.eyes, evidence.Services, ns), m.Name) != nil {
		found = add(found, evidence.Of(evidence.Service, namespace, m.Name))
	}
	for _, w := range r.workloads(ns) {
		if w.Name == m.Name && fits("workload", lower(w.Kind)) {
			found = add(found, w)
		}
	}
	for _, p := range see(&r.eyes, evidence.Pods, ns) {
		if p.Name == m.Name && fits("pod", "workload") {
			r.unready(&p)
			found = add(found, kube.Owner(&p))
		}
	}
	if len(found) == 0 {
		found = r.replaced(m, r.workloads(ns))
	}
	if len(found) > 0 {
		return found
	}
	if m.Kind == "" {
		r.look(r.ctx, append(wants(ns, evidence.Ingresses.Meta, evidence.HTTPRoutes.Meta), wants(evidence.TheCluster, evidence.Gateways.Meta)...))
	}
	if fits("ingress") {
		for _, i := range see(&r.eyes, evidence.Ingresses, ns) {
			if i.Name == m.Name {
				found = add(found, evidence.Of(evidence.Ingress, namespace, m.Name))
			}
		}
	}
	if fits("gateway") {
		for _, g := range see(&r.eyes, evidence.Gateways, evidence.TheCluster) {
			if g.Namespace == namespace && g.Name == m.Name {
				found = add(found, evidence.Of(evidence.Gateway, namespace, m.Name))
			}
		}
	}
	if fits("httproute") {
		for _, h := range see(&r.eyes, evidence.HTTPRoutes, ns) {
			if h.Name == m.Name {
				found = add(found, evidence.Of(evidence.HTTPRoute, namespace, m.Name))
			}
		}
	}
	return found
}

// anywhere finds a name over all namespaces. More than one meaning is said
// and examined.
func (r *resolver) anywhere(m Mention) (found []evidence.Subject) {
	service, workload := evidence.Of(evidence.Service, "", m.Name), evidence.WorkloadOf("", "", m.Name)
	if m.Kind == "" {
		r.look(r.ctx, slices.Concat(wants(evidence.TheCluster, evidence.Namespaces.Meta), wants(service, evidence.ServicesNamed.Meta),
			wants(workload, evidence.DeploymentsNamed.Meta, evidence.StatefulSetsNamed.Meta, evidence.DaemonSetsNamed.Meta)))
		for _, n := range see(&r.eyes, evidence.Namespaces, evidence.TheCluster) {
			if n.Name == m.Name {
				found = add(found, evidence.Of(evidence.Namespace, "", n.Name))
			}
		}
	}
	fits := func(kinds ...string) bool { return m.Kind == "" || slices.Contains(kinds, m.Kind) }
	if fits("service") {
		for _, s := range see(&r.eyes, evidence.ServicesNamed, service) {
			found = add(found, evidence.Of(evidence.Service, s.Namespace, s.Name))
		}
	}
	if fits("workload", "deployment") {
		for _, d := range see(&r.eyes, evidence.DeploymentsNamed, workload) {
			found = add(found, evidence.WorkloadOf("Deployment", d.Namespace, d.Name))
		}
	}
	if fits("workload", "statefulset") {
		for _, s := range see(&r.eyes, evidence.StatefulSetsNamed, workload) {
			found = add(found, evidence.WorkloadOf("StatefulSet", s.Namespace, s.Name))
		}
	}
	if fits("workload", "daemonset") {
		for _, d := range see(&r.eyes, evidence.DaemonSetsNamed, workload) {
			found = add(found, evidence.WorkloadOf("DaemonSet", d.Namespace, d.Name))
		}
	}
	if fits("workload", "pod") && len(found) == 0 {
		for _, p := range see(&r.eyes, evidence.PodsNamed, workload) {
			r.unready(&p)
			found = add(found, kube.Owner(&p))
		}
		if len(found) == 0 && generated(m.Name) {
			var named []evidence.Subject
			for _, d := range see(&r.eyes, evidence.DeploymentsNamed, evidence.WorkloadOf("", "", cutLast(cutLast(m.Name)))) {
				named = append(named, evidence.WorkloadOf("Deployment", d.Namespace, d.Name))
			}
			found = r.replaced(m, named)
		}
	}
	if fits("ingress") && len(found) == 0 {
		for _, i := range see(&r.eyes, evidence.IngressesNamed, evidence.Of(evidence.Ingress, "", m.Name)) {
			found = add(found, evidence.Of(evidence.Ingress, i.Namespace, i.Name))
		}
	}
	if fits("gateway") && len(found) == 0 {
		for _, g := range see(&r.eyes, evidence.Gateways, evidence.TheCluster) {
			if g.Name == m.Name {
				found = add(found, evidence.Of(evidence.Gateway, g.Namespace, g.Name))
			}
		}
	}
	return r.tell(m, found)
}

// tell says what a word was taken to mean.
func (r *resolver) tell(m Mention, found []evidence.Subject) []evidence.Subject {
	if len(found) == 0 {
		return r.miss(m, "in any namespace that could be read")
	}
	slices.SortFunc(found, evidence.Subject.Compare)
	if places := namespacesOf(found); len(places) > 1 {
		kept := found[:min(len(found), mostCandidates)]
		names := make([]string, len(kept))
		for i, s := range kept {
			names[i] = s.String()
		}
		r.note("%q could be any of %d things; examined: %s. Say the namespace to narrow it.", m.Name, len(found), checks.Names(names))
		return kept
	}
	return found
}

func namespacesOf(list []evidence.Subject) (names []string) {
	for _, s := range list {
		if ns := s.InNamespace(); !slices.Contains(names, ns) {
			names = append(names, ns)
		}
	}
	return names
}

// serves reports whether an Ingress sends a Service traffic, for any of the
// hosts if there are some. An idle canary sends none.
func serves(i *networkingv1.Ingress, service string, hosts []evidence.Subject) bool {
	if kube.IdleCanary(i) {
		return false
	}
	if b := i.Spec.DefaultBackend; b != nil && b.Service != nil && b.Service.Name == service {
		return true
	}
	for _, rule := range i.Spec.Rules {
		elsewhere := len(hosts) > 0 && rule.Host != "" && !slices.ContainsFunc(hosts, func(h evidence.Subject) bool { return claims(rule.Host, h.Name) })
		if rule.HTTP == nil || elsewhere {
			continue
		}
		for _, p := range rule.HTTP.Paths {
			if p.Backend.Service != nil && p.Backend.Service.Name == service {
				return true
			}
		}
	}
	return false
}
