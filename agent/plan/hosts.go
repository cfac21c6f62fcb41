package plan

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// clusterDomain is the suffix of the cluster's own names. AKS has no other.
const clusterDomain = "cluster.local"

// host resolves a DNS name: a Service for the cluster's own names, the Ingress
// or route that claims it for others, and always the name itself.
func (r *resolver) host(m Mention) []evidence.Subject {
	name := strings.TrimSuffix(strings.ToLower(m.Name), ".")
	found := []evidence.Subject{evidence.Of(evidence.Host, "", name)}
	if service, namespace, ok := serviceName(name); ok {
		return append(found, evidence.Of(evidence.Service, namespace, service))
	}
	if labels := strings.Split(name, "."); len(labels) == 2 {
		// "redis.data" may be a Service and its namespace.
		if kube.ServiceNamed(see(&r.eyes, evidence.Services, evidence.Of(evidence.Namespace, "", labels[1])), labels[0]) != nil {
			return []evidence.Subject{evidence.Of(evidence.Service, labels[1], labels[0])}
		}
	}
	if !slices.Contains(r.symptoms, checks.IngressUnreachable) && !slices.Contains(r.symptoms, checks.HealthReview) {
		return found
	}
	for _, i := range see(&r.eyes, evidence.AllIngresses, evidence.TheCluster) {
		for _, rule := range i.Spec.Rules {
			if claims(rule.Host, name) {
				found = add(found, evidence.Of(evidence.Ingress, i.Namespace, i.Name))
			}
		}
	}
	for _, h := range see(&r.eyes, evidence.AllHTTPRoutes, evidence.TheCluster) {
		for _, hostname := range h.Spec.Hostnames {
			if claims(string(hostname), name) {
				found = add(found, evidence.Of(evidence.HTTPRoute, h.Namespace, h.Name))
			}
		}
	}
	if len(found) == 1 {
		r.note("No Ingress and no HTTPRoute that could be read claims the host %s.", name)
		r.target.Missing = append(r.target.Missing, "a route for host "+name)
	}
	return found
}

// serviceName splits svc.namespace.svc and svc.namespace.svc.cluster.local.
func serviceName(host string) (service, namespace string, ok bool) {
	short := strings.TrimSuffix(host, "."+clusterDomain)
	labels := strings.Split(short, ".")
	if n := len(labels); n >= 3 && labels[n-1] == "svc" {
		return labels[n-3], labels[n-2], true
	}
	return "", "", false
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

// address resolves an IP: the pods that bear it, or a host outside.
func (r *resolver) address(m Mention) (found []evidence.Subject) {
	host := evidence.Of(evidence.Host, "", m.Name)
	for _, p := range see(&r.eyes, evidence.PodsWithIP, host) {
		if !kube.Done(&p) {
			found = add(found, kube.Owner(&p))
		}
	}
	if len(found) > 0 {
		r.note("%s is the address of %s.", m.Name, found[0])
		return found
	}
	r.note("%s is the address of no pod; it is taken as an address outside the cluster.", m.Name)
	return []evidence.Subject{host}
}
