package service

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// PortOffered finds a Service that is called on a port which it does not have.
var PortOffered = &checks.Check{
	ID:   "service.port-offered",
	Asks: "Does the Service have the port that it is called on?",
	Why: "A ClusterIP answers on the Service's ports only, not on the pods' ports behind it: a connection to any other port " +
		"is refused or times out.",
	Limits: "The port is the one that the question names. Whether anything listens behind it is another check's.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service"},
	For:    []checks.Symptom{checks.ConnectionRefused, checks.ConnectionTimeout, checks.Intermittent},
	Also:   []checks.Symptom{checks.HealthReview, checks.IngressUnreachable},
	Scope:  evidence.Port,
	Needs:  []evidence.Need{evidence.Require(evidence.Services)},
	Remedy: checks.Remedy{
		Says:   "Call the port that the Service has, or add the port to the Service.",
		Verify: []string{"kubectl -n {{.namespace}} get service {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		service := kube.ServiceNamed(evidence.Services.Of(c), c.Subject().Object().Name)
		port := c.Subject().Number()
		switch {
		case service == nil:
			c.Skip("there is no Service of this name")
			return
		case service.Spec.Type == corev1.ServiceTypeExternalName:
			c.Skip("the Service is an alias of %s, whose ports they are", service.Spec.ExternalName)
			return
		case headless(service):
			c.Skip("the Service is headless: its pods are called on their own ports")
			return
		case len(service.Spec.Ports) == 0:
			c.Skip("the Service names no port")
			return
		}
		var has []string
		for i := range service.Spec.Ports {
			p := &service.Spec.Ports[i]
			switch port {
			case fmt.Sprint(p.Port):
				c.Pass("the Service has the port %s", kube.PortText(p))
				return
			case fmt.Sprint(p.NodePort):
				c.Unknown("%s is the node port of %s: it answers at the nodes' addresses and not at the Service's, and which is called is not known",
					port, kube.PortText(p))
				return
			}
			has = append(has, kube.PortText(p))
		}
		behind := ""
		for i := range service.Spec.Ports {
			if p := &service.Spec.Ports[i]; p.TargetPort.String() == port {
				behind = fmt.Sprintf("; %s is the port of the pods behind %d", port, p.Port)
			}
		}
		c.Fail("the Service has no port %s, only %s%s", port, checks.Names(has), behind)
	},
}
