package ingress

import (
	"fmt"

	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

// destination is a Service that a rule of a route sends requests to.
type destination struct {
	rule            int
	namespace, name string
	port            *gatewayv1.PortNumber
	pointer         string // JSON pointer to the reference in the manifest
}

func (d destination) String() string { return fmt.Sprintf("rule %d", d.rule+1) }

// destinations are the Services that a route sends requests to, in the order
// of the manifest. Backends of weight 0 get none and are left out.
func destinations(route *gatewayv1.HTTPRoute) (list []destination) {
	for i, rule := range route.Spec.Rules {
		for j, b := range rule.BackendRefs {
			if value(b.Group, "") != "" || value(b.Kind, "Service") != "Service" || value(b.Weight, 1) == 0 {
				continue
			}
			list = append(list, destination{
				rule: i, name: string(b.Name), port: b.Port,
				namespace: string(value(b.Namespace, gatewayv1.Namespace(route.Namespace))),
				pointer:   fmt.Sprintf("/spec/rules/%d/backendRefs/%d", i, j),
			})
		}
	}
	return list
}

// granted reports whether a ReferenceGrant lets objects of a kind and
// namespace refer to an object of another namespace.
func granted(grants []gatewayv1.ReferenceGrant, kind gatewayv1.Kind, from string, toKind gatewayv1.Kind, namespace, name string) bool {
	for _, g := range grants {
		if g.Namespace != namespace {
			continue
		}
		trusted, open := false, false
		for _, f := range g.Spec.From {
			trusted = trusted || f.Group == gatewayv1.GroupName && f.Kind == kind && string(f.Namespace) == from
		}
		for _, t := range g.Spec.To {
			open = open || t.Group == "" && t.Kind == toKind && value(t.Name, gatewayv1.ObjectName(name)) == gatewayv1.ObjectName(name)
		}
		if trusted && open {
			return true
		}
	}
	return false
}
