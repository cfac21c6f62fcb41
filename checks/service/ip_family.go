package service

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// IPFamily finds a Service of an address family that none of its pods has.
var IPFamily = &checks.Check{
	ID:   "service.ip-family",
	Asks: "Do the selected pods have addresses of each of the Service's families?",
	Why: "Endpoints are pod addresses of the Service's own family: an IPv6 Service of IPv4 pods has none, " +
		"and clients that prefer IPv6 fail on the half of a dual-stack Service that is empty.",
	Limits: "Whether clients use the family that lacks endpoints cannot be seen.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/services-networking/dual-stack/#services",
		"https://github.com/kubernetes/kubernetes/blob/v1.34.0/staging/src/k8s.io/endpointslice/utils.go (getEndpointAddresses)",
	},
	For:   append(checks.Unreachable(), checks.IngressUnreachable),
	Scope: evidence.Service,
	Needs: []evidence.Need{evidence.Require(evidence.Services), evidence.Require(evidence.Pods)},
	Remedy: checks.Remedy{
		Says: "Create the Service anew with ipFamilies that its pods have (the first family of a Service cannot be changed), " +
			"or run the pods where both families are handed out.",
		Verify: []string{"kubectl -n {{.namespace}} get endpointslices -l {{.slices}}", "kubectl -n {{.namespace}} describe service {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		service := examined(c)
		if service == nil {
			return
		}
		pods := kube.Keep(backing(c, service), func(p *corev1.Pod) bool { return len(p.Status.PodIPs) > 0 })
		switch {
		case len(service.Spec.IPFamilies) == 0:
			c.Skip("the Service names no address family")
			return
		case len(pods) == 0:
			c.Skip("the Service selects no pod that has an address now")
			return
		}
		c.Set("slices", slicesLabel(service.Name))
		for _, wanted := range service.Spec.IPFamilies {
			n := 0
			for _, p := range pods {
				if slices.ContainsFunc(p.Status.PodIPs, func(ip corev1.PodIP) bool { return family(ip.IP) == wanted }) {
					n++
				}
			}
			if n > 0 {
				c.Pass("%d of %s with an %s address", n, checks.Count(len(pods), "pod"), wanted)
				continue
			}
			c.Relate(kube.Owner(&pods[0]))
			c.Fail("the Service has no %s endpoint: none of %s has an %s address, %s has %s only",
				wanted, checks.Count(len(pods), "pod"), wanted, pods[0].Name, pods[0].Status.PodIPs[0].IP)
		}
	},
}
