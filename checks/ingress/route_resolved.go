package ingress

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

// RouteResolved finds a route of which a controller says that something it
// refers to is missing or not permitted.
var RouteResolved = &checks.Check{
	ID:     "ingress.route-resolved",
	Asks:   "Could the controllers resolve all that the HTTPRoute refers to?",
	Why:    "Requests for a backend that could not be resolved are answered 500.",
	Limits: "Rests on what the controllers report.",
	Refs:   []string{"https://gateway-api.sigs.k8s.io/reference/spec/#routeconditiontype (ResolvedRefs)"},
	For:    []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Also:   []checks.Symptom{checks.ConnectionTimeout, checks.ConnectionRefused, checks.Intermittent},
	Scope:  evidence.HTTPRoute,
	Needs:  []evidence.Need{evidence.RequireIfInstalled(evidence.HTTPRoutes)},
	Remedy: checks.Remedy{
		Says:   "Follow the reason: correct the backend that was not found, or permit it with a ReferenceGrant.",
		Verify: []string{"kubectl -n {{.namespace}} describe httproute {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		route := routeNamed(evidence.HTTPRoutes.Of(c), c.Subject().Namespace, c.Subject().Name)
		if route == nil {
			c.Skip("there is no HTTPRoute of this name")
			return
		}
		if len(route.Status.Parents) == 0 {
			c.Unknown("no controller has reported on the route")
		}
		for _, s := range route.Status.Parents {
			said := current(s.Conditions, gatewayv1.RouteConditionResolvedRefs, route.Generation)
			switch {
			case is(said, metav1.ConditionTrue):
				c.Pass("all that the route refers to is resolved")
			case is(said, metav1.ConditionFalse):
				c.Fail("%s cannot resolve what the route refers to: %s", s.ControllerName, why(said))
			default:
				c.Unknown("%s has not reported on the references of the route's present generation", s.ControllerName)
			}
		}
	},
}
