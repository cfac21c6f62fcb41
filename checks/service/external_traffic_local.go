package service

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// ExternalTrafficLocal finds a Service that may only use endpoints on the node
// where traffic enters, while no node has one.
var ExternalTrafficLocal = &checks.Check{
	ID:   "service.external-traffic-local",
	Asks: "Has any node an endpoint for traffic from outside that may not leave its node?",
	Why: "With externalTrafficPolicy Local a node drops traffic from outside unless it runs a ready endpoint itself, and tells the load " +
		"balancer so; if no node does, all are taken out.",
	Limits: "Which nodes the load balancer really considers healthy cannot be seen from the Kubernetes API.",
	Refs:   []string{"https://kubernetes.io/docs/tasks/access-application-cluster/create-external-load-balancer/#preserving-the-client-source-ip"},
	For:    []checks.Symptom{checks.IngressUnreachable},
	Also:   []checks.Symptom{checks.ConnectionTimeout, checks.Intermittent, checks.HealthReview},
	Scope:  evidence.Service,
	Needs:  []evidence.Need{evidence.Require(evidence.Services), evidence.Require(evidence.EndpointSlices)},
	Remedy: checks.Remedy{
		Says:    "Give some node a ready endpoint; where endpoints name no node, only externalTrafficPolicy Cluster reaches them.",
		Changes: "Traffic enters through every node; the pods no longer see the client's own address.",
		Fix:     []string{"kubectl -n {{.namespace}} patch service {{.name}} --type=merge -p {{.patch}}"},
		Verify:  []string{"kubectl -n {{.namespace}} get endpointslices -l {{.slices}} -o yaml"},
	},
	Eval: func(c *checks.Context) {
		service := examined(c)
		switch {
		case service == nil:
			return
		case service.Spec.Type != corev1.ServiceTypeLoadBalancer && service.Spec.Type != corev1.ServiceTypeNodePort:
			c.Skip("the Service takes no traffic from outside the cluster")
			return
		case service.Spec.ExternalTrafficPolicy != corev1.ServiceExternalTrafficPolicyLocal:
			c.Pass("traffic from outside may go to endpoints on any node")
			return
		}
		list := kube.SlicesOf(service.Name, evidence.EndpointSlices.Of(c))
		nodes, homeless := readyNodes(list)
		c.Set("slices", slicesLabel(service.Name))
		switch {
		case len(nodes) > 0 && service.Spec.Type == corev1.ServiceTypeNodePort:
			c.Unknown("only %s (%s) serves this NodePort; whether clients use other nodes cannot be seen", checks.Count(len(nodes), "node"), checks.Names(nodes))
		case len(nodes) > 0:
			c.Pass("%s with a ready endpoint (%s); all others fail the health check on port %d, as they should",
				checks.Count(len(nodes), "node"), checks.Names(nodes), service.Spec.HealthCheckNodePort)
		case homeless > 0:
			c.Set("patch", `{"spec":{"externalTrafficPolicy":"Cluster"}}`)
			c.Fail("the policy is Local, but none of %s names its node: every node drops traffic from outside", checks.Count(homeless, "ready endpoint"))
		case draining(list) > 0:
			c.Unknown("the only endpoints that serve are %d of pods that are being deleted; ask again when they are gone", draining(list))
		default:
			c.Fail("the policy is Local and no node has a ready endpoint: every node drops traffic from outside")
		}
	},
}
