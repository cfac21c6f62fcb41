package ingress

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	networkingv1 "k8s.io/api/networking/v1"
)

// RouteBackend finds a rule that sends requests to a Service or port that does
// not exist.
var RouteBackend = &checks.Check{
	ID:     "ingress.route-backend",
	Asks:   "Do the Services and ports that the HTTPRoute sends requests to exist?",
	Why:    "The share of requests that belongs to a backend which does not exist is answered 500.",
	Limits: "Judges Services of the route's own namespace; for others see what the controller reports.",
	Refs:   []string{"https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule (backendRefs)", "https://gateway-api.sigs.k8s.io/reference/spec/#backendobjectreference"},
	For:    []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Also:   []checks.Symptom{checks.ConnectionTimeout, checks.ConnectionRefused, checks.Intermittent},
	Scope:  evidence.HTTPRoute,
	Needs:  []evidence.Need{evidence.RequireIfInstalled(evidence.HTTPRoutes), evidence.Require(evidence.Services)},
	Remedy: checks.Remedy{
		Says:    "Let the rule name a Service of the route's namespace and one of its ports.",
		Changes: "Requests of that rule go to the Service that looks like the missing one, or to the only port that the Service has.",
		Fix:     []string{"kubectl -n {{.namespace}} patch httproute {{.name}} --type=json -p {{.patch}}"},
		Verify:  []string{"kubectl -n {{.namespace}} describe httproute {{.name}}", "kubectl -n {{.namespace}} get services"},
	},
	Eval: func(c *checks.Context) {
		services := evidence.Services.Of(c)
		route := routeNamed(evidence.HTTPRoutes.Of(c), c.Subject().Namespace, c.Subject().Name)
		if route == nil {
			c.Skip("there is no HTTPRoute of this name")
			return
		}
		c.Skip("the route sends no requests to Services of its own namespace")
		for _, d := range destinations(route) {
			if d.namespace != route.Namespace {
				continue
			}
			service := kube.ServiceNamed(services, d.name)
			if service == nil {
				alike := near(d.name, serviceNames(services))
				if len(alike) == 1 {
					c.Set("patch", replace(d.pointer+"/name", d.name, alike[0]))
				}
				there := "no Service has a name like it"
				if len(alike) > 0 {
					there = "there is " + checks.Names(alike)
				}
				c.Fail("%s sends requests to Service %s, which does not exist; %s", d, d.name, there)
				continue
			}
			if d.port == nil {
				c.Fail("%s names no port of Service %s, which has %s", d, d.name, portsText(service))
				continue
			}
			exact, _ := ports(service, networkingv1.ServiceBackendPort{Number: *d.port})
			switch {
			case exact:
				c.Pass("the Services and ports exist")
			case external(service):
				c.Unknown("%s sends requests to Service %s, a mere DNS name; whether the controller supports that is not known", d, d.name)
			default:
				if len(service.Spec.Ports) == 1 {
					c.Set("patch", replace(d.pointer+"/port", *d.port, service.Spec.Ports[0].Port))
				}
				c.Relate(evidence.Of(evidence.Service, service.Namespace, service.Name))
				c.Fail("%s asks for port %d of Service %s, which has %s", d, *d.port, d.name, portsText(service))
			}
		}
	},
}
