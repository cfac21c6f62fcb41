package service

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// ReadyEndpoints finds a Service that no traffic can reach because none of its
// endpoints is ready, and says why for each workload behind it.
var ReadyEndpoints = &checks.Check{
	ID:   "service.ready-endpoints",
	Asks: "Does the Service have an endpoint that is ready?",
	Why:  "Traffic goes to ready endpoints only: without one, connections to the Service are refused or time out.",
	Limits: "A ready endpoint is one whose pod said so; whether it answers on the port is another question. " +
		"A workload that is scaled to zero on purpose is not judged here.",
	Refs:  []string{"https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#ready"},
	For:   append(checks.Unreachable(), checks.IngressUnreachable),
	Also:  []checks.Symptom{checks.DNSFails},
	Scope: evidence.Service,
	Needs: append(controllers(), evidence.Require(evidence.Services), evidence.Require(evidence.Pods), evidence.Require(evidence.EndpointSlices)),
	Leads: []checks.Lead{{Ask: "workload.ready"}, {Ask: "node.ready"}},
	Remedy: checks.Remedy{
		Says: "Remove what keeps the pods from being ready, as said for each workload; endpoints follow by themselves within seconds.",
		Verify: []string{
			"kubectl -n {{.namespace}} get endpointslices -l {{.slices}}",
			"kubectl -n {{.namespace}} get pods -l {{.selector}} -o wide",
		},
	},
	Eval: func(c *checks.Context) {
		service := examined(c)
		if service == nil {
			return
		}
		c.Set("slices", slicesLabel(service.Name))
		c.Set("selector", selectorText(service.Spec.Selector))
		list := kube.SlicesOf(service.Name, evidence.EndpointSlices.Of(c))
		pods := backing(c, service)
		ready := onlyReady(pods)
		all, up := kube.Backends(list)
		switch {
		case up > 0 && service.Spec.PublishNotReadyAddresses && len(pods) > 0 && len(ready) == 0:
			c.Unknown("its %s are published whether ready or not, and none of %s is ready: whether they serve cannot be told",
				checks.Count(up, "endpoint"), checks.Count(len(pods), "pod"))
		case up > 0:
			c.Pass("%d of %s ready", up, checks.Count(all, "endpoint"))
		case draining(list) > 0:
			c.Unknown("the only endpoints that serve are %d of pods that are being deleted; ask again when they are gone", draining(list))
		case len(service.Spec.Selector) == 0 && headless(service) && all == 0:
			c.Unknown(settingsOnly)
		case len(service.Spec.Selector) == 0:
			c.Fail("the Service has no selector, and its %s hold no ready address", checks.Count(len(list), "EndpointSlice"))
		case len(pods) == 0:
			absent(c, service)
		case len(ready) > 0 && len(unpublished(service, ready, list)) < len(ready):
			c.Unknown("%s became ready, but the EndpointSlices do not say so yet: ask again", checks.Count(len(ready), "pod"))
		default:
			for _, w := range crews(pods) {
				unready(c, w)
			}
		}
	},
}

// absent says why there is no pod at all.
func absent(c *checks.Context, service *corev1.Service) {
	meant := templates(c, service)
	for _, t := range wanting(meant) {
		c.Relate(t.workload)
		c.Fail("no endpoint is ready: %s wants %s but has none that lives", t.workload, checks.Count(int(t.wants), "pod"))
	}
	switch {
	case len(wanting(meant)) > 0:
	case len(meant) > 0:
		c.Skip("%s has no replicas by its own specification", workloadNames(meant))
	default:
		c.Fail("no endpoint is ready: the selector matches no living pod")
	}
}

func unready(c *checks.Context, w crew) {
	c.Relate(w.workload)
	for _, p := range w.pods {
		if p.Spec.NodeName != "" {
			c.Relate(evidence.Of(evidence.Node, "", p.Spec.NodeName))
		}
	}
	if n := len(onlyReady(w.pods)); n > 0 {
		c.Fail("no endpoint is ready although %d of %s of %s are: no EndpointSlice holds them", n, checks.Count(len(w.pods), "pod"), w.workload)
		return
	}
	c.Fail("no endpoint is ready: 0 of %s of %s ready; %s: %s", checks.Count(len(w.pods), "pod"), w.workload,
		w.pods[0].Name, kube.WhyNotReady(&w.pods[0]))
}
