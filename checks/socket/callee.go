package socket

import (
	"net/netip"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// addressesOf are those at which a Service is called: its own, and its endpoints'.
func addressesOf(c *checks.Context, service evidence.Subject) (list []netip.Addr) {
	add := func(text string) {
		if a, err := netip.ParseAddr(text); err == nil {
			list = append(list, a.Unmap())
		}
	}
	if s := kube.ServiceNamed(evidence.Services.Of(c), service.Name); s != nil {
		for _, text := range s.Spec.ClusterIPs {
			add(text)
		}
	}
	for _, slice := range kube.SlicesOf(service.Name, evidence.EndpointSlices.Of(c)) {
		for _, e := range slice.Endpoints {
			for _, text := range e.Addresses {
				add(text)
			}
		}
	}
	return list
}

// nodesOf are the nodes of a Service's endpoints, which calls end on.
func nodesOf(c *checks.Context, service evidence.Subject) (list []evidence.Subject) {
	for _, slice := range kube.SlicesOf(service.Name, evidence.EndpointSlices.Of(c)) {
		for _, e := range slice.Endpoints {
			if e.NodeName != nil {
				list = append(list, evidence.Of(evidence.Node, "", *e.NodeName))
			}
		}
	}
	return list
}
