package ingress

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

// rule is one path of an Ingress, or its default backend, and where it leads.
type rule struct {
	host, path string
	pathType   networkingv1.PathType
	fallback   bool // the default backend, which has no host and path
	backend    networkingv1.IngressBackend
	pointer    string // JSON pointer to the backend in the manifest
}

// rules are an Ingress's rules in the order of the manifest, the default
// backend first.
func rules(i *networkingv1.Ingress) (list []rule) {
	if i.Spec.DefaultBackend != nil {
		list = append(list, rule{fallback: true, backend: *i.Spec.DefaultBackend, pointer: "/spec/defaultBackend"})
	}
	for r, of := range i.Spec.Rules {
		if of.HTTP == nil {
			continue
		}
		for p, path := range of.HTTP.Paths {
			one := rule{host: of.Host, path: path.Path, pathType: networkingv1.PathTypeImplementationSpecific, backend: path.Backend,
				pointer: fmt.Sprintf("/spec/rules/%d/http/paths/%d/backend", r, p)}
			if path.PathType != nil {
				one.pathType = *path.PathType
			}
			if one.path == "" {
				one.path = "/"
			}
			list = append(list, one)
		}
	}
	return list
}

// hostsOf are the hosts whose requests an Ingress sends to a Service; "" is any.
func hostsOf(i *networkingv1.Ingress, service string) (hosts []string) {
	for _, r := range rules(i) {
		if r.backend.Service != nil && r.backend.Service.Name == service {
			hosts = append(hosts, r.host)
		}
	}
	return hosts
}

// String is the rule as people write it: "shop.example.com/api".
func (r rule) String() string {
	switch {
	case r.fallback:
		return "the default backend"
	case r.host == "":
		return "*" + r.path
	}
	return r.host + r.path
}

// target is the rule's backend as people say it: "Service web:80".
func (r rule) target() string {
	switch {
	case r.backend.Service != nil:
		return "Service " + r.backend.Service.Name + ":" + portText(r.backend.Service.Port)
	case r.backend.Resource != nil:
		return r.backend.Resource.Kind + " " + r.backend.Resource.Name
	}
	return "no backend"
}

func portText(p networkingv1.ServiceBackendPort) string {
	if p.Name != "" {
		return p.Name
	}
	return fmt.Sprint(p.Number)
}

// external reports whether a Service is a mere DNS name, without ports and
// endpoints of its own.
func external(s *corev1.Service) bool { return s.Spec.Type == corev1.ServiceTypeExternalName }

// outside reports whether an alias leads out of the cluster.
func outside(s *corev1.Service) bool {
	return !strings.HasSuffix(strings.ToLower(strings.TrimSuffix(s.Spec.ExternalName, ".")), ".svc.cluster.local")
}

func serviceNames(list []corev1.Service) (names []string) {
	for i := range list {
		names = append(names, list[i].Name)
	}
	return names
}
