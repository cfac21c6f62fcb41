package ingress

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

// RouteAttached finds a route that no listener takes: its Gateway is missing,
// or has no listener of that name, port or hostname.
var RouteAttached = &checks.Check{
	ID:     "ingress.route-attached",
	Asks:   "Is the HTTPRoute attached to the Gateways that it names?",
	Why:    "A route that is not attached is served nowhere: requests for its hostnames are answered 404.",
	Limits: "Parents that are no Gateway are not judged. Whether the Gateway allows the route is asked by another check.",
	Refs: []string{
		"https://gateway-api.sigs.k8s.io/api-types/httproute/#attaching-to-gateways",
		"https://gateway-api.sigs.k8s.io/reference/spec/#routeconditionreason",
	},
	For:   []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Also:  []checks.Symptom{checks.ConnectionTimeout, checks.ConnectionRefused},
	Scope: evidence.HTTPRoute,
	Needs: []evidence.Need{evidence.RequireIfInstalled(evidence.HTTPRoutes), evidence.RequireIfInstalled(evidence.Gateways)},
	Leads: []checks.Lead{
		{Ask: "ingress.gateway-class", Always: true}, {Ask: "ingress.gateway-programmed", Always: true}, {Ask: "ingress.gateway-listener", Always: true},
	},
	Remedy: checks.Remedy{
		Says:   "Let parentRefs name a Gateway and listener that exist, with a hostname that the listener includes.",
		Verify: []string{"kubectl -n {{.namespace}} describe httproute {{.name}}", "kubectl get gateways.gateway.networking.k8s.io -A"},
	},
	Eval: func(c *checks.Context) {
		gateways := evidence.Gateways.Of(c)
		route := routeNamed(evidence.HTTPRoutes.Of(c), c.Subject().Namespace, c.Subject().Name)
		if route == nil {
			c.Skip("there is no HTTPRoute of this name")
			return
		}
		list := parents(route, gateways)
		if len(list) == 0 {
			c.Skip("the route names no Gateway")
			return
		}
		for _, p := range list {
			said := current(p.status, gatewayv1.RouteConditionAccepted, route.Generation)
			if p.gateway == nil {
				c.Fail("%s does not exist%s", p, elsewhere(p, gateways))
				continue
			}
			c.Relate(evidence.Of(evidence.Gateway, p.namespace, p.name))
			_, problem := p.listeners(route.Spec.Hostnames)
			switch {
			case problem != "" && is(said, metav1.ConditionTrue):
				c.Unknown("%s, yet its controller reports the route as accepted", problem)
			case problem != "":
				c.Fail("%s", problem)
			case is(said, metav1.ConditionTrue):
				c.Pass("the route is accepted by its Gateways")
			case is(said, metav1.ConditionFalse) && said.Reason == string(gatewayv1.RouteReasonNotAllowedByListeners):
				c.Pass("the route fits a listener of its Gateways; that they do not allow it is another matter")
			case is(said, metav1.ConditionFalse) && said.Reason != string(gatewayv1.RouteReasonPending):
				c.Fail("%s refuses the route: %s", p, why(said))
			default:
				c.Unknown("the route fits a listener of %s, but no controller has reported on its present generation", p)
			}
		}
	},
}

// elsewhere names the Gateways that were probably meant.
func elsewhere(p parent, gateways []gatewayv1.Gateway) string {
	var names, alike []string
	for _, g := range gateways {
		if g.Name == p.name {
			names = append(names, g.Namespace+"/"+g.Name)
		} else if g.Namespace == p.namespace {
			alike = append(alike, g.Name)
		}
	}
	if names = append(sorted(names), near(p.name, sorted(alike))...); len(names) == 0 {
		return ""
	}
	return "; there is " + checks.Names(names)
}
