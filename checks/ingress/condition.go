package ingress

import (
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

// current is a condition that a controller set for the present generation of
// an object; nil if it set none, or only one that is out of date.
func current[T ~string](list []metav1.Condition, kind T, generation int64) *metav1.Condition {
	for i := range list {
		// Controllers that leave the generation out are believed.
		if seen := list[i].ObservedGeneration; list[i].Type == string(kind) && (seen == 0 || seen >= generation) {
			return &list[i]
		}
	}
	return nil
}

// is reports whether a condition is there and has a status.
func is(c *metav1.Condition, status metav1.ConditionStatus) bool {
	return c != nil && c.Status == status
}

// why is what a controller said of a condition: "AddressNotAssigned: pending".
func why(c *metav1.Condition) string {
	if c.Message == "" {
		return c.Reason
	}
	return c.Reason + ": " + c.Message
}

// gatewayNamed finds a Gateway; nil if it is not there.
func gatewayNamed(list []gatewayv1.Gateway, namespace, name string) *gatewayv1.Gateway {
	i := slices.IndexFunc(list, func(g gatewayv1.Gateway) bool { return g.Namespace == namespace && g.Name == name })
	if i < 0 {
		return nil
	}
	return &list[i]
}

// routeNamed finds an HTTPRoute; nil if it is not there.
func routeNamed(list []gatewayv1.HTTPRoute, namespace, name string) *gatewayv1.HTTPRoute {
	i := slices.IndexFunc(list, func(r gatewayv1.HTTPRoute) bool { return r.Namespace == namespace && r.Name == name })
	if i < 0 {
		return nil
	}
	return &list[i]
}

// value is what a pointer points to, or the default.
func value[T any](p *T, absent T) T {
	if p == nil {
		return absent
	}
	return *p
}
