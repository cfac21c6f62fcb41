package service

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// affinitySeconds is the API's default of ClientIPConfig.timeoutSeconds.
const affinitySeconds = 10800

// SessionAffinity finds a Service that sends each client address to one pod,
// so that a proxy in front makes that pod hot.
var SessionAffinity = &checks.Check{
	ID:     "service.session-affinity",
	Asks:   "May the Service spread a client's connections over its endpoints?",
	Why:    "With affinity by client address, all clients behind one proxy or NAT share one pod: it is hot while others idle, and its loss hits them all.",
	Limits: "How many addresses the clients come from, and so how uneven the load is, cannot be seen.",
	Refs:   []string{"https://kubernetes.io/docs/reference/networking/virtual-ips/#session-affinity"},
	Also:   []checks.Symptom{checks.Latency, checks.Intermittent, checks.HealthReview},
	Scope:  evidence.Service,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.Services), evidence.Require(evidence.EndpointSlices)},
	Remedy: checks.Remedy{
		Says:    "Set sessionAffinity to None if the application keeps no state of a client in its pods.",
		Changes: "Connections of one client are spread over all endpoints from then on; sessions held in a pod's memory are lost.",
		Fix:     []string{"kubectl -n {{.namespace}} patch service {{.name}} --type=merge -p {{.patch}}"},
		Verify:  []string{"kubectl -n {{.namespace}} describe service {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		service := examined(c)
		if service == nil {
			return
		}
		_, ready := kube.Backends(kube.SlicesOf(service.Name, evidence.EndpointSlices.Of(c)))
		switch {
		case headless(service):
			c.Skip("the Service is headless: nothing chooses an endpoint for its clients")
		case service.Spec.SessionAffinity != corev1.ServiceAffinityClientIP:
			c.Pass("no session affinity is set")
		case ready < 2:
			c.Pass("session affinity is set, but there is nothing to choose among %s", checks.Count(ready, "ready endpoint"))
		default:
			c.Set("patch", `{"spec":{"sessionAffinity":"None","sessionAffinityConfig":null}}`)
			c.Fail("each client address stays with one of %d ready endpoints until it was silent for %d seconds", ready, stickiness(service))
		}
	},
}

func stickiness(service *corev1.Service) int32 {
	if s := service.Spec.SessionAffinityConfig; s != nil && s.ClientIP != nil && s.ClientIP.TimeoutSeconds != nil {
		return *s.ClientIP.TimeoutSeconds
	}
	return affinitySeconds
}
