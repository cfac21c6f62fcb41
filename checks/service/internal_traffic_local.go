package service

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// InternalTrafficLocal finds a Service whose callers may only use endpoints on
// their own node, while no node, or not each caller's, has one.
var InternalTrafficLocal = &checks.Check{
	ID:     "service.internal-traffic-local",
	Asks:   "Has every node that callers run on an endpoint, where traffic may not leave its node?",
	Why:    "With internalTrafficPolicy Local a pod reaches only endpoints on its own node; on a node without one its connections are dropped.",
	Limits: "Which pods call the Service cannot be seen: pods of its own namespace stand for them, and callers of other namespaces are not looked at.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/service-traffic-policy/"},
	For:    []checks.Symptom{checks.ConnectionRefused, checks.ConnectionTimeout, checks.Intermittent},
	Also:   []checks.Symptom{checks.DNSFails, checks.HealthReview},
	Scope:  evidence.Service,
	Needs: []evidence.Need{
		evidence.Require(evidence.Services), evidence.Require(evidence.EndpointSlices),
		evidence.Require(evidence.Pods), evidence.Require(evidence.DaemonSets),
	},
	Remedy: checks.Remedy{
		Says:    "Run an endpoint on every node that callers run on (a DaemonSet does), or let callers use endpoints on other nodes.",
		Changes: "Callers reach endpoints on any node from then on.",
		Fix:     []string{"kubectl -n {{.namespace}} patch service {{.name}} --type=merge -p {{.patch}}"},
		Verify:  []string{"kubectl -n {{.namespace}} get endpointslices -l {{.slices}} -o yaml"},
	},
	Eval: func(c *checks.Context) {
		service := examined(c)
		switch {
		case service == nil:
			return
		case headless(service):
			c.Skip("the Service is headless: no traffic policy applies")
			return
		case service.Spec.InternalTrafficPolicy == nil || *service.Spec.InternalTrafficPolicy != corev1.ServiceInternalTrafficPolicyLocal:
			c.Pass("callers may use endpoints on any node")
			return
		}
		c.Set("slices", slicesLabel(service.Name))
		list := kube.SlicesOf(service.Name, evidence.EndpointSlices.Of(c))
		nodes, homeless := readyNodes(list)
		without := callersWithout(c, service, nodes)
		switch {
		case len(nodes) == 0 && homeless > 0:
			c.Set("patch", `{"spec":{"internalTrafficPolicy":"Cluster"}}`)
			c.Fail("the policy is Local, but none of %s names its node: no caller reaches one", checks.Count(homeless, "ready endpoint"))
		case len(nodes) == 0 && draining(list) > 0:
			c.Unknown("the only endpoints that serve are %d of pods that are being deleted; ask again when they are gone", draining(list))
		case len(nodes) == 0:
			c.Fail("the policy is Local and no node has a ready endpoint: no caller reaches one")
		case len(without) > 0:
			c.Unknown("pods of the namespace also run on %s without a ready endpoint (%s): if they call the Service, it drops their connections",
				checks.Count(len(without), "node"), checks.Names(without))
		case onEveryNode(c, service):
			c.Pass("its DaemonSet has a ready pod on each of %s that it is meant for", checks.Count(len(nodes), "node"))
		default:
			c.Unknown("only callers on %s (%s) reach an endpoint; whether others call cannot be seen", checks.Count(len(nodes), "node"), checks.Names(nodes))
		}
	},
}

// callersWithout are the nodes that run other pods of the namespace, and no
// ready endpoint.
func callersWithout(c *checks.Context, service *corev1.Service, nodes []string) []string {
	var without []string
	for _, p := range kube.Live(evidence.Pods.Of(c)) {
		if n := p.Spec.NodeName; n != "" && !slices.Contains(nodes, n) && !covers(service.Spec.Selector, p.Labels) {
			without = with(without, n)
		}
	}
	slices.Sort(without)
	return without
}

// onEveryNode reports whether a DaemonSet stands behind the Service, ready on
// every node that it is meant for.
func onEveryNode(c *checks.Context, service *corev1.Service) bool {
	for _, d := range evidence.DaemonSets.Of(c) {
		if n := d.Status.DesiredNumberScheduled; covers(service.Spec.Selector, d.Spec.Template.Labels) && n > 0 && d.Status.NumberReady >= n {
			return true
		}
	}
	return false
}
