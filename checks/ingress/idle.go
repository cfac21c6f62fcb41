package ingress

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
)

// idle reports whether none of a Service's endpoints is ready, and how many it
// has. The Service is then what is to blame, and what the finding leads to.
func idle(c *checks.Context, service *corev1.Service, slices []discoveryv1.EndpointSlice) (has string, yes bool) {
	all, ready := kube.Backends(kube.SlicesOf(service.Name, slices))
	if ready > 0 {
		return "", false
	}
	c.Set("slices", "kubernetes.io/service-name="+service.Name)
	c.Blame("Service", service.Namespace, service.Name)
	c.Relate(evidence.Of(evidence.Service, service.Namespace, service.Name))
	return checks.Count(all, "endpoint"), true
}
