package ingress

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// RouteEndpoints finds a rule whose Service has no pod that is ready.
var RouteEndpoints = &checks.Check{
	ID:     "ingress.route-endpoints",
	Asks:   "Does every Service that the HTTPRoute sends requests to have a ready endpoint?",
	Why:    "The share of requests that belongs to a Service without ready endpoints is answered 503.",
	Limits: "Judges Services of the route's own namespace.",
	Refs:   []string{"https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule (backendRefs)"},
	For:    []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Also:   []checks.Symptom{checks.ConnectionTimeout, checks.ConnectionRefused, checks.Intermittent},
	Scope:  evidence.HTTPRoute,
	Needs:  []evidence.Need{evidence.RequireIfInstalled(evidence.HTTPRoutes), evidence.Require(evidence.Services), evidence.Require(evidence.EndpointSlices)},
	Leads:  []checks.Lead{{Ask: "service.ready-endpoints"}, {Ask: "service.selector-matches"}},
	Remedy: checks.Remedy{
		Says:   "Find out why the Service has no ready endpoint: its selector, or the readiness of its pods.",
		Verify: []string{"kubectl -n {{.namespace}} get endpointslices -l {{.slices}}"},
	},
	Eval: func(c *checks.Context) {
		services, slices := evidence.Services.Of(c), evidence.EndpointSlices.Of(c)
		route := routeNamed(evidence.HTTPRoutes.Of(c), c.Subject().Namespace, c.Subject().Name)
		if route == nil {
			c.Skip("there is no HTTPRoute of this name")
			return
		}
		asked := map[string]bool{}
		for _, d := range destinations(route) {
			service := kube.ServiceNamed(services, d.name)
			if d.namespace != route.Namespace || asked[d.name] || service == nil || external(service) {
				continue
			}
			asked[d.name] = true
			if has, idle := idle(c, service, slices); idle {
				c.Fail("%s sends requests to Service %s, which has %s, none of them ready", d, d.name, has)
			}
		}
		if len(asked) == 0 {
			c.Skip("the route sends no requests to Services of its own namespace that have endpoints")
			return
		}
		c.Pass("%s behind the route: each has a ready endpoint", checks.Count(len(asked), "Service"))
	},
}
