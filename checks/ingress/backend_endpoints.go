package ingress

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// BackendEndpoints finds a rule whose Service has no pod that is ready.
var BackendEndpoints = &checks.Check{
	ID:     "ingress.backend-endpoints",
	Asks:   "Does every Service that the Ingress leads to have a ready endpoint?",
	Why:    "A Service without ready endpoints makes the controller answer 503, or 502 with Application Gateway.",
	Limits: "Whether a ready pod answers on its port is not seen here.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions",
		"https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/",
	},
	For:   []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Also:  []checks.Symptom{checks.ConnectionTimeout, checks.ConnectionRefused},
	Scope: evidence.Ingress,
	Needs: []evidence.Need{evidence.Require(evidence.Ingresses), evidence.Require(evidence.Services), evidence.Require(evidence.EndpointSlices)},
	Leads: []checks.Lead{{Ask: "service.ready-endpoints"}, {Ask: "service.selector-matches"}},
	Remedy: checks.Remedy{
		Says:   "Find out why the Service has no ready endpoint: its selector, or the readiness of its pods.",
		Verify: []string{"kubectl -n {{.namespace}} get endpointslices -l {{.slices}}"},
	},
	Eval: func(c *checks.Context) {
		services, slices := evidence.Services.Of(c), evidence.EndpointSlices.Of(c)
		ingress := find(c, evidence.Ingresses.Of(c))
		if ingress == nil {
			return
		}
		if kube.IdleCanary(ingress) {
			c.Skip("the Ingress is a canary of weight 0: it gets no requests")
			return
		}
		asked := map[string]bool{}
		for _, r := range rules(ingress) {
			if r.backend.Service == nil || asked[r.backend.Service.Name] {
				continue
			}
			service := kube.ServiceNamed(services, r.backend.Service.Name)
			if service == nil {
				continue
			}
			if external(service) {
				if outside(service) {
					c.Unknown("%s leads to Service %s, an alias of %s: whether that answers cannot be seen", r, service.Name, service.Spec.ExternalName)
				}
				continue
			}
			asked[service.Name] = true
			if has, idle := idle(c, service, slices); idle {
				c.Confine(hostsOf(ingress, service.Name)...)
				c.Fail("%s leads to Service %s, which has %s, none of them ready", r, service.Name, has)
			}
		}
		if len(asked) == 0 { // an Unknown said above stays
			c.Skip("the Ingress leads to no Service with endpoints")
			return
		}
		c.Pass("%s behind the Ingress: each has a ready endpoint", checks.Count(len(asked), "Service"))
	},
}
