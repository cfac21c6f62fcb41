package service

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// HealthProbe looks at what Azure's load balancer asks the nodes: settings
// that cannot be, and a path that may not answer 200.
var HealthProbe = &checks.Check{
	ID:   "service.health-probe",
	Asks: "Will the pods pass the health probe of Azure's load balancer?",
	Why: "A port with appProtocol http or https is probed over HTTP, at / unless an annotation names a path; a node that does not answer 200 " +
		"gets no traffic, and if none does the address is dead while the pods are fine.",
	Limits: "What the pods answer to the probe cannot be seen. Where the cluster shares one probe of kube-proxy among all Services " +
		"(cluster-service-load-balancer-health-probe-mode Shared), paths do not matter; the Kubernetes API does not show it.",
	Refs: []string{
		"https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/#custom-load-balancer-health-probe",
		"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/master/pkg/provider/azure_loadbalancer_healthprobe.go (buildHealthProbeRulesForPort)",
		"https://github.com/Azure/AKS/issues/3210",
		"https://learn.microsoft.com/azure/load-balancer/load-balancer-custom-probe-overview",
	},
	For:   []checks.Symptom{checks.IngressUnreachable},
	Also:  []checks.Symptom{checks.ConnectionTimeout, checks.HealthReview},
	Scope: evidence.Service,
	Needs: []evidence.Need{evidence.Require(evidence.Services), evidence.Require(evidence.Pods), evidence.Prefer(evidence.Warnings)},
	Remedy: checks.Remedy{
		Says:    "Take the annotation away or give it a value that Azure accepts; until then the load balancer is not updated at all.",
		Changes: "The probe falls back to its default for this setting.",
		Fix:     []string{"kubectl -n {{.namespace}} annotate service {{.name}} {{.annotation}}"},
		Verify:  []string{"kubectl -n {{.namespace}} describe service {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		service := examined(c)
		switch {
		case service == nil:
			return
		case service.Spec.Type != corev1.ServiceTypeLoadBalancer || service.Spec.LoadBalancerClass != nil:
			c.Skip("the Service is no load balancer of Azure's")
			return
		}
		c.Skip("the load balancer probes no port of the Service")
		for i := range service.Spec.Ports {
			port := &service.Spec.Ports[i]
			unprobed := flagged(service, port.Port, noRuleAnnotation) || flagged(service, port.Port, noProbeRuleAnnotation)
			if kube.Protocol(port.Protocol) == corev1.ProtocolTCP && !unprobed {
				probe(c, service, port, onlyReady(backing(c, service)))
			}
		}
	},
}

func probe(c *checks.Context, service *corev1.Service, port *corev1.ServicePort, ready []corev1.Pod) {
	elsewhere, moved := service.Annotations[fmt.Sprintf(portProbeAnnotation, port.Port)+"port"]
	local := service.Spec.ExternalTrafficPolicy == corev1.ServiceExternalTrafficPolicyLocal
	scheme := probeScheme(service, port)
	path, pathKey := setting(service, port.Port, "request-path")
	if pathKey == "" {
		path = "/"
	}
	switch key, why := impossible(service, port); {
	case local && !moved:
		c.Pass("port %s: the probe asks the nodes for local endpoints, not the pods", kube.PortText(port))
	case key != "" && complained(service.Name, port, evidence.Warnings.Of(c)):
		c.Set("annotation", key+"-")
		c.Fail("port %s: annotation %s is %q, %s: the cloud provider refuses to update the load balancer",
			kube.PortText(port), key, service.Annotations[key], why)
	case key != "":
		c.Unknown("port %s: annotation %s is %q, %s: unless the cluster shares one probe, the load balancer is not updated any more",
			kube.PortText(port), key, service.Annotations[key], why)
	case moved:
		c.Unknown("port %s: the probe asks port %s instead: whether that answers cannot be seen", kube.PortText(port), elsewhere)
	case scheme == corev1.URISchemeHTTP || scheme == corev1.URISchemeHTTPS:
		if slices.ContainsFunc(ready, func(p corev1.Pod) bool { return asksTheSame(&p, port, scheme, path) }) {
			c.Pass("port %s: the probe asks for %s over %s, as the pods' own readiness probe does", kube.PortText(port), path, scheme)
			return
		}
		c.Unknown("port %s: the probe asks for %s over %s and takes out every node that does not answer 200; whether the pods do cannot be seen "+
			"(annotation %srequest-path names another path)", kube.PortText(port), path, scheme, probeAnnotation)
	default:
		c.Pass("port %s: the probe only opens a TCP connection", kube.PortText(port))
	}
}

// complained reports whether the cloud provider says that it cannot build the
// probe of a port.
func complained(service string, port *corev1.ServicePort, events []corev1.Event) bool {
	text := fmt.Sprintf("failed to parse health probe config for port %d:", port.Port)
	return slices.ContainsFunc(events, func(e corev1.Event) bool {
		return e.InvolvedObject.Kind == "Service" && e.InvolvedObject.Name == service && strings.Contains(e.Message, text)
	})
}
