package ingress

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

// ReferenceGrant finds a route that leads into another namespace without that
// namespace's leave.
var ReferenceGrant = &checks.Check{
	ID:     "ingress.reference-grant",
	Asks:   "Does a ReferenceGrant permit every Service of another namespace that the HTTPRoute leads to?",
	Why:    "Without the grant a Gateway must not forward to the Service: requests are answered 500.",
	Limits: "Whether the Service exists there is not seen.",
	Refs:   []string{"https://gateway-api.sigs.k8s.io/api-types/referencegrant/", "https://gateway-api.sigs.k8s.io/reference/spec/#routeconditionreason (RefNotPermitted)"},
	For:    []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Also:   []checks.Symptom{checks.ConnectionTimeout, checks.ConnectionRefused},
	Scope:  evidence.HTTPRoute,
	Needs:  []evidence.Need{evidence.RequireIfInstalled(evidence.HTTPRoutes), evidence.RequireIfInstalled(evidence.ReferenceGrants)},
	Remedy: checks.Remedy{
		Says:   "Create a ReferenceGrant in the Service's namespace, from HTTPRoute of the route's namespace to Service.",
		Verify: []string{"kubectl -n {{.to}} get referencegrants -o yaml", "kubectl -n {{.namespace}} describe httproute {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		grants := evidence.ReferenceGrants.Of(c)
		route := routeNamed(evidence.HTTPRoutes.Of(c), c.Subject().Namespace, c.Subject().Name)
		if route == nil {
			c.Skip("there is no HTTPRoute of this name")
			return
		}
		c.Skip("the route leads to no Service of another namespace")
		for _, d := range destinations(route) {
			switch {
			case d.namespace == route.Namespace:
			case granted(grants, "HTTPRoute", route.Namespace, "Service", d.namespace, d.name):
				c.Pass("ReferenceGrants permit the Services of other namespaces")
			case resolved(route):
				c.Unknown("%s leads to Service %s/%s without a ReferenceGrant, yet its controller reports the reference as resolved", d, d.namespace, d.name)
			default:
				c.Set("to", d.namespace)
				c.Fail("%s leads to Service %s/%s, and no ReferenceGrant of namespace %s permits HTTPRoutes of %s", d, d.namespace, d.name, d.namespace, route.Namespace)
			}
		}
	},
}

// resolved reports whether every controller says that it resolved the route's
// references.
func resolved(route *gatewayv1.HTTPRoute) bool {
	return len(route.Status.Parents) > 0 && !slices.ContainsFunc(route.Status.Parents, func(s gatewayv1.RouteParentStatus) bool {
		return !is(current(s.Conditions, gatewayv1.RouteConditionResolvedRefs, route.Generation), metav1.ConditionTrue)
	})
}
