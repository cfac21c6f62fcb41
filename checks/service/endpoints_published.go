package service

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// proxyName is the label that hands a Service to another service proxy.
const proxyName = "service.kubernetes.io/service-proxy-name"

// EndpointsPublished finds ready pods that no EndpointSlice holds, and a
// Service without a selector whose endpoints nobody keeps.
var EndpointsPublished = &checks.Check{
	ID:   "service.endpoints-published",
	Asks: "Do the Service's EndpointSlices hold its ready pods?",
	Why:  "Nodes know a Service's pods from its EndpointSlices alone: a pod that is not in them gets no traffic.",
	Limits: "Pods and EndpointSlices are read within moments of each other, not at once: where only some pods are missing, " +
		"the verdict is unknown.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#management",
		"https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors",
		"https://kubernetes.io/docs/reference/labels-annotations-taints/#servicekubernetesioservice-proxy-name",
	},
	For:   append(checks.Unreachable(), checks.IngressUnreachable),
	Scope: evidence.Service,
	Needs: []evidence.Need{evidence.Require(evidence.Services), evidence.Require(evidence.Pods), evidence.Require(evidence.EndpointSlices)},
	Remedy: checks.Remedy{
		Says: "Where the Service has no selector, give it one, or create an EndpointSlice with the addresses. Otherwise the controller " +
			"that writes EndpointSlices does not work; on AKS it runs in the managed control plane: open a support request if it lasts.",
		Verify: []string{"kubectl -n {{.namespace}} get endpointslices -l {{.slices}}", "kubectl -n {{.namespace}} describe service {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		service := examined(c)
		if service == nil {
			return
		}
		c.Set("slices", slicesLabel(service.Name))
		if name, there := service.Labels[proxyName]; there {
			c.Unknown("label %s=%s keeps kube-proxy and Cilium from serving the Service: whether a proxy of that name does cannot be seen", proxyName, name)
		}
		list := kube.SlicesOf(service.Name, evidence.EndpointSlices.Of(c))
		if len(service.Spec.Selector) == 0 {
			if all, _ := kube.Backends(list); all > 0 {
				c.Pass("the Service has no selector; its %s hold %s", checks.Count(len(list), "EndpointSlice"), checks.Count(all, "address"))
				return
			}
			if headless(service) {
				c.Unknown(settingsOnly)
				return
			}
			c.Fail("the Service has no selector, and its %s hold no address: nobody keeps its endpoints", checks.Count(len(list), "EndpointSlice"))
			return
		}
		ready := slices.DeleteFunc(onlyReady(backing(c, service)), func(p corev1.Pod) bool { return len(addresses(service, &p)) == 0 })
		missing := unpublished(service, ready, list)
		switch {
		case len(ready) == 0:
			c.Skip("the Service selects no pod that is ready and has an address of its families")
		case len(missing) == 0:
			c.Pass("the EndpointSlices hold every ready pod: %d of %d", len(ready), len(ready))
		case len(missing) < len(ready):
			c.Unknown("%d of %s in no EndpointSlice, such as %s: it is changing now, or the controller lags; ask again",
				len(missing), checks.Count(len(ready), "ready pod"), missing[0].Name)
		default:
			c.Relate(kube.Owner(&missing[0]))
			c.Fail("the Service has %s, such as %s, but none is in the Service's %s", checks.Count(len(ready), "ready pod"), missing[0].Name,
				checks.Count(len(list), "EndpointSlice"))
		}
	},
}
