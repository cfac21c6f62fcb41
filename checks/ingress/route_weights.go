package ingress

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// RouteWeights finds a rule that sends requests to nobody, because all its
// backends have weight 0.
var RouteWeights = &checks.Check{
	ID:     "ingress.route-weights",
	Asks:   "Does every rule of the HTTPRoute have a backend with a weight above 0?",
	Why:    "A rule whose backends all have weight 0 answers every request with an error.",
	Limits: "A rule may have been switched off on purpose.",
	Refs:   []string{"https://gateway-api.sigs.k8s.io/guides/traffic-splitting/", "https://gateway-api.sigs.k8s.io/reference/spec/#backendref (weight)"},
	For:    []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Scope:  evidence.HTTPRoute,
	Needs:  []evidence.Need{evidence.RequireIfInstalled(evidence.HTTPRoutes)},
	Remedy: checks.Remedy{
		Says:    "Give one backend of the rule a weight above 0.",
		Changes: "All requests of that rule go to its only backend.",
		Fix:     []string{"kubectl -n {{.namespace}} patch httproute {{.name}} --type=json -p {{.patch}}"},
		Verify:  []string{"kubectl -n {{.namespace}} get httproute {{.name}} -o yaml"},
	},
	Eval: func(c *checks.Context) {
		route := routeNamed(evidence.HTTPRoutes.Of(c), c.Subject().Namespace, c.Subject().Name)
		if route == nil {
			c.Skip("there is no HTTPRoute of this name")
			return
		}
		split := 0
		for i, rule := range route.Spec.Rules {
			var total int64
			for _, b := range rule.BackendRefs {
				total += int64(value(b.Weight, 1))
			}
			if len(rule.BackendRefs) == 0 { // a redirect, say
				continue
			}
			if split++; total > 0 {
				continue
			}
			if len(rule.BackendRefs) == 1 {
				c.Set("patch", replace(fmt.Sprintf("/spec/rules/%d/backendRefs/0/weight", i), 0, 1))
			}
			c.Fail("rule %d has %s, all of weight 0", i+1, checks.Count(len(rule.BackendRefs), "backend"))
		}
		if split == 0 {
			c.Skip("no rule of the route has backends")
			return
		}
		c.Pass("each of %s has a backend with a weight above 0", checks.Count(split, "rule"))
	},
}
