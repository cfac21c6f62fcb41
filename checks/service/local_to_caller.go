package service

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// LocalToCaller finds a Service whose traffic may not leave its node, called
// from a node without an endpoint.
var LocalToCaller = &checks.Check{
	ID:   "service.local-to-caller",
	Asks: "Has the caller's node an endpoint of the Service, where traffic may not leave its node?",
	Why:  "With internalTrafficPolicy Local a pod reaches only endpoints on its own node; on a node without one its connections are dropped.",
	Limits: "Of a caller that is named by its namespace alone, any pod may be the one that calls: the verdict is unknown where only some are on " +
		"a node without an endpoint.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/service-traffic-policy/"},
	For:    []checks.Symptom{checks.ConnectionRefused, checks.ConnectionTimeout, checks.Intermittent},
	Also:   []checks.Symptom{checks.DNSFails, checks.HealthReview},
	Scope:  evidence.Call,
	Callee: evidence.Service,
	Covers: []string{"service.internal-traffic-local"},
	Needs: []evidence.Need{
		evidence.Require(evidence.Pods), evidence.Require(evidence.Services).AtCallee(), evidence.Require(evidence.EndpointSlices).AtCallee(),
	},
	Remedy: checks.Remedy{
		Says:    "Run an endpoint on every node that callers run on (a DaemonSet does), or let callers use endpoints on other nodes.",
		Changes: "Callers reach endpoints on any node from then on.",
		Fix:     []string{"kubectl -n {{.there}} patch service {{.service}} --type=merge -p {{.patch}}"},
		Verify:  []string{"kubectl -n {{.there}} get endpointslices -l {{.slices}} -o yaml"},
	},
	Eval: func(c *checks.Context) {
		callee := c.Subject().Callee()
		service := kube.ServiceNamed(evidence.Services.Of(c), callee.Name)
		switch {
		case service == nil || service.Spec.Type == corev1.ServiceTypeExternalName || headless(service):
			c.Skip("there is no Service of this name with an address of its own")
			return
		case service.Spec.InternalTrafficPolicy == nil || *service.Spec.InternalTrafficPolicy != corev1.ServiceInternalTrafficPolicyLocal:
			c.Pass("callers may use endpoints on any node")
			return
		}
		c.Blame(callee.Kind, callee.Namespace, callee.Name)
		c.Set("there", callee.Namespace)
		c.Set("service", callee.Name)
		c.Set("slices", slicesLabel(callee.Name))
		c.Set("patch", `{"spec":{"internalTrafficPolicy":"Cluster"}}`)
		nodes, _ := readyNodes(kube.SlicesOf(callee.Name, evidence.EndpointSlices.Of(c)))
		judgeCaller(c, nodes)
	},
}

// judgeCaller holds the nodes of the caller's pods against those with a ready endpoint.
func judgeCaller(c *checks.Context, nodes []string) {
	caller := c.Subject().Caller()
	pods := kube.Keep(kube.Live(evidence.Pods.Of(c)), func(p *corev1.Pod) bool {
		return p.Spec.NodeName != "" && (caller.Scope == evidence.Namespace || kube.Owner(p) == caller)
	})
	away, of := 0, []string(nil)
	for _, p := range pods {
		if !slices.Contains(nodes, p.Spec.NodeName) {
			away, of = away+1, with(of, p.Spec.NodeName)
		}
	}
	slices.Sort(of)
	switch {
	case len(nodes) == 0:
		c.Unknown("the policy is Local, and no node is known to have a ready endpoint")
	case len(pods) == 0:
		c.Unknown("the policy is Local, and the caller has no pod on a node: from where it calls is not known")
	case away == 0:
		c.Pass("the policy is Local, and each of %s of the caller is on a node with a ready endpoint", checks.Count(len(pods), "pod"))
	case away < len(pods) && caller.Scope == evidence.Namespace:
		c.Unknown("the policy is Local, and %d of %s of the namespace on a node without a ready endpoint (%s): if they call the Service, it drops their connections",
			away, checks.Count(len(pods), "pod"), checks.Names(of))
	default:
		c.Fail("the policy is Local, and %d of %s of %s on a node without a ready endpoint (%s): the Service drops their connections; endpoints are on %s",
			away, checks.Count(len(pods), "pod"), caller, checks.Names(of), checks.Names(nodes))
	}
}
