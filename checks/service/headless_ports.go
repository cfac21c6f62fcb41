package service

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// HeadlessPorts finds a headless Service that seems to map one port to
// another, which nothing does.
var HeadlessPorts = &checks.Check{
	ID:   "service.headless-ports",
	Asks: "Are the ports of the headless Service the pods' own?",
	Why: "The name of a headless Service answers with pod addresses, so a client reaches the pods on the port that it dials: " +
		"a different targetPort is never applied.",
	Limits: "Clients that take the port from the SRV record get the targetPort; which port clients dial cannot be seen.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/service/#headless-services"},
	Also:   []checks.Symptom{checks.ConnectionRefused, checks.ConnectionTimeout, checks.HealthReview},
	Scope:  evidence.Service,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.Services), evidence.Require(evidence.Pods)},
	Remedy: checks.Remedy{
		Says:   "Let clients dial the targetPort and set the Service's port to the same number, or give the Service a ClusterIP (it must be created anew).",
		Verify: []string{"kubectl -n {{.namespace}} describe service {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		service := examined(c)
		switch {
		case service == nil:
			return
		case !headless(service):
			c.Skip("the Service is not headless")
			return
		case len(service.Spec.Ports) == 0:
			c.Pass("the Service names no port")
			return
		}
		pods := backing(c, service)
		for i := range service.Spec.Ports {
			port := &service.Spec.Ports[i]
			if other, mapped := mapping(port, pods); mapped {
				c.Fail("port %s: who dials %d reaches port %d of the pods, not %d", kube.PortText(port), port.Port, port.Port, other)
			} else {
				c.Pass("port %s is the pods' own", kube.PortText(port))
			}
		}
	},
}
