package ingress

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// BackendExists finds a rule that leads to a Service which is not there.
var BackendExists = &checks.Check{
	ID:     "ingress.backend-exists",
	Asks:   "Does every Service that the Ingress leads to exist?",
	Why:    "Requests for a path whose Service is missing are answered 503 or 404 by the controller.",
	Limits: "An Ingress reaches Services of its own namespace only. Backends that are no Service are not judged.",
	Refs:   []string{"https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/#IngressBackend"},
	For:    []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Also:   []checks.Symptom{checks.ConnectionTimeout, checks.ConnectionRefused},
	Scope:  evidence.Ingress,
	Needs:  []evidence.Need{evidence.Require(evidence.Ingresses), evidence.Require(evidence.Services)},
	Remedy: checks.Remedy{
		Says:    "Let the rule name a Service that exists in the Ingress's namespace, or create it.",
		Changes: "Requests of that rule go to the Service whose name looks like the missing one.",
		Fix:     []string{"kubectl -n {{.namespace}} patch ingress {{.name}} --type=json -p {{.patch}}"},
		Verify:  []string{"kubectl -n {{.namespace}} describe ingress {{.name}}", "kubectl -n {{.namespace}} get services"},
	},
	Eval: func(c *checks.Context) {
		services := evidence.Services.Of(c)
		ingress := find(c, evidence.Ingresses.Of(c))
		if ingress == nil {
			return
		}
		asked := 0
		for _, r := range rules(ingress) {
			if r.backend.Service == nil {
				continue
			}
			asked++
			name := r.backend.Service.Name
			if kube.ServiceNamed(services, name) != nil {
				continue
			}
			c.Confine(r.host)
			alike := near(name, serviceNames(services))
			if len(alike) == 1 {
				c.Set("patch", replace(r.pointer+"/service/name", name, alike[0]))
			}
			if len(alike) > 0 {
				c.Fail("%s leads to Service %s, which does not exist; there is %s", r, name, checks.Names(alike))
			} else {
				c.Fail("%s leads to Service %s, which does not exist in namespace %s", r, name, ingress.Namespace)
			}
		}
		if asked == 0 {
			c.Skip("the Ingress leads to no Service")
			return
		}
		c.Pass("the Services of %s exist", checks.Count(asked, "rule"))
	},
}
