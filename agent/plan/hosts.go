package plan

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

// clusterDomain is the suffix of the cluster's own names. AKS has no other.
const clusterDomain = "cluster.local"

// host resolves a DNS name: a Service for the cluster's own names, the Ingress
// or route that claims it for others, and always the name itself.
func (r *resolver) host(m Mention) []evidence.Subject {
	name := hostName(m)
	found := []evidence.Subject{evidence.Of(evidence.Host, "", name)}
	if service, namespace, ok := serviceName(name); ok {
		r.ofService(name, service, namespace)
		return append(found, evidence.Of(evidence.Service, namespace, service))
	}
	if labels := strings.Split(name, "."); len(labels) == 2 {
		// "redis.data" may be a Service and its namespace.
		if s := evidence.Of(evidence.Service, labels[1], labels[0]); r.service(s) != nil {
			return []evidence.Subject{s}
		}
		if s, ok := r.beneath(labels[0], labels[1]); ok {
			return append(found, s)
		}
	}
	if !slices.Contains(r.symptoms, checks.IngressUnreachable) && !slices.Contains(r.symptoms, checks.HealthReview) {
		return found
	}
	for _, i := range see(&r.eyes, evidence.AllIngresses, evidence.TheCluster) {
		if i.Labels[solver] == "true" {
			continue // answers a certificate's challenge, and nobody else
		}
		for _, rule := range i.Spec.Rules {
			if claims(rule.Host, name) {
				found = add(found, evidence.Of(evidence.Ingress, i.Namespace, i.Name))
			}
		}
	}
	for _, h := range see(&r.eyes, evidence.AllHTTPRoutes, evidence.TheCluster) {
		if slices.ContainsFunc(r.hostnames(&h), func(pattern string) bool { return routeClaims(pattern, name) }) {
			found = add(found, evidence.Of(evidence.HTTPRoute, h.Namespace, h.Name))
		}
	}
	if len(found) == 1 {
		r.note("No Ingress and no HTTPRoute that could be read claims the host %s.", name)
		r.target.Missing = append(r.target.Missing, "a route for host "+name)
	}
	return found
}

// beneath resolves two labels that are no Service and its namespace: a pod of a
// headless Service of the caller's namespace, or a Service that is not in a
// namespace that is there.
func (r *resolver) beneath(name, below string) (evidence.Subject, bool) {
	for _, caller := range r.from {
		s := evidence.Of(evidence.Service, caller.InNamespace(), below)
		if s.Namespace != "" && r.service(s) != nil {
			r.ofService(name+"."+below+"."+s.Namespace+".svc", below, s.Namespace)
			return s, true
		}
	}
	if slices.Contains(roots, below) || slices.Contains(private, below) || r.entrance() {
		return evidence.Subject{}, false
	}
	there := slices.ContainsFunc(see(&r.eyes, evidence.Namespaces, evidence.TheCluster), func(n corev1.Namespace) bool { return n.Name == below })
	return evidence.Of(evidence.Service, below, name), there
}

// hostName is a mention's name as DNS compares names.
func hostName(m Mention) string { return strings.TrimSuffix(strings.ToLower(m.Name), ".") }

// serviceName splits svc.namespace.svc and svc.namespace.svc.cluster.local.
func serviceName(host string) (service, namespace string, ok bool) {
	short := strings.TrimSuffix(host, "."+clusterDomain)
	labels := strings.Split(short, ".")
	if n := len(labels); n >= 3 && labels[n-1] == "svc" {
		return labels[n-3], labels[n-2], true
	}
	return "", "", false
}

// meant is the Service that a name of the cluster means in a namespace, by its
// form alone: api, api.payments, api.payments.svc.
func meant(host, home string) evidence.Subject {
	if service, namespace, ok := serviceName(host); ok {
		return evidence.Of(evidence.Service, namespace, service)
	}
	name, namespace, dotted := strings.Cut(host, ".")
	if !dotted {
		namespace = home
	}
	return evidence.Of(evidence.Service, namespace, name)
}

// claims reports whether an Ingress or route host, perhaps with a wildcard,
// covers a name. Source: networking.k8s.io/v1 IngressRule.host.
func claims(pattern, name string) bool {
	if suffix, wild := strings.CutPrefix(pattern, "*."); wild {
		_, rest, _ := strings.Cut(name, ".")
		return rest == suffix
	}
	return pattern != "" && strings.EqualFold(pattern, name)
}

// solver is the label of the Ingresses that cert-manager makes for a moment.
const solver = "acme.cert-manager.io/http01-solver"

// routeClaims is claims for the Gateway API, where a wildcard stands for one
// label or more. Source: gateway.networking.k8s.io/v1 HTTPRouteSpec.hostnames.
func routeClaims(pattern, name string) bool {
	suffix, wild := strings.CutPrefix(strings.ToLower(pattern), "*")
	return claims(pattern, name) || wild && suffix != "" && strings.HasSuffix(name, suffix)
}

// hostnames are those that a route is for: its own, or those of the listeners
// that it names.
func (r *resolver) hostnames(h *gatewayv1.HTTPRoute) (list []string) {
	for _, hostname := range h.Spec.Hostnames {
		list = append(list, string(hostname))
	}
	if len(list) > 0 {
		return list
	}
	for _, p := range h.Spec.ParentRefs {
		for _, g := range see(&r.eyes, evidence.Gateways, evidence.TheCluster) {
			if evidence.Of(evidence.Gateway, g.Namespace, g.Name) != parent(h.Namespace, string(p.Name), (*string)(p.Namespace)) {
				continue
			}
			for _, l := range g.Spec.Listeners {
				if l.Hostname != nil && (p.SectionName == nil || *p.SectionName == l.Name) {
					list = append(list, string(*l.Hostname))
				}
			}
		}
	}
	return list
}

// served are the Ingresses and Gateways that clients reach at an address, where
// the question is about ways into the cluster.
func (r *resolver) served(address string) (found []evidence.Subject) {
	if !r.entrance() {
		return nil
	}
	for _, i := range see(&r.eyes, evidence.AllIngresses, evidence.TheCluster) {
		for _, in := range i.Status.LoadBalancer.Ingress {
			if in.IP == address && i.Labels[solver] != "true" {
				found = add(found, evidence.Of(evidence.Ingress, i.Namespace, i.Name))
			}
		}
	}
	for _, g := range see(&r.eyes, evidence.Gateways, evidence.TheCluster) {
		for _, a := range g.Status.Addresses {
			if a.Value == address {
				found = add(found, evidence.Of(evidence.Gateway, g.Namespace, g.Name))
			}
		}
	}
	return found
}

// address resolves an IP: the pods that bear it, the Services, Ingresses and
// Gateways that are reached at it, or a host outside.
func (r *resolver) address(m Mention) (found []evidence.Subject) {
	host := evidence.Of(evidence.Host, "", m.Name)
	for _, p := range see(&r.eyes, evidence.PodsWithIP, host) {
		if !kube.Done(&p) {
			found = add(found, kube.Owner(&p))
		}
	}
	for _, s := range slices.Concat(see(&r.eyes, evidence.ServicesWithIP, host), see(&r.eyes, evidence.LoadBalancers, evidence.TheCluster)) {
		at := func(in corev1.LoadBalancerIngress) bool { return in.IP == m.Name }
		if s.Spec.ClusterIP == m.Name || slices.ContainsFunc(s.Status.LoadBalancer.Ingress, at) {
			found = add(found, evidence.Of(evidence.Service, s.Namespace, s.Name))
		}
	}
	found = add(found, r.served(m.Name)...)
	if len(found) > 0 {
		r.note("%s is the address of %s.", m.Name, found[0])
		return found
	}
	r.note("%s is the address of no pod and no Service; it is taken as an address outside the cluster.", m.Name)
	if slices.Contains(r.symptoms, checks.IngressUnreachable) {
		r.target.Missing = append(r.target.Missing, "what answers at "+m.Name)
	}
	return []evidence.Subject{host}
}
