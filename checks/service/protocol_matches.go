package service

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// ProtocolMatches finds a Service port of one protocol whose target the pods
// declare under another: TCP for UDP, most often for want of "protocol: UDP".
var ProtocolMatches = &checks.Check{
	ID:     "service.protocol-matches",
	Asks:   "Do the Service's ports have the protocol that the pods declare for them?",
	Why:    "A Service forwards the protocol of its port only, TCP if none is given: a UDP server behind a TCP port is never reached.",
	Limits: "For a port given by number, declared container ports are information only: a pod may listen on more than it declares.",
	Refs: []string{
		"https://kubernetes.io/docs/reference/networking/service-protocols/",
		"https://github.com/kubernetes/kubernetes/blob/v1.34.0/staging/src/k8s.io/endpointslice/utils.go (FindPort)",
	},
	For:   checks.Unreachable(),
	Also:  []checks.Symptom{checks.IngressUnreachable, checks.DNSFails},
	Scope: evidence.Service,
	Needs: []evidence.Need{evidence.Require(evidence.Services), evidence.Require(evidence.Pods), listeners},
	Remedy: checks.Remedy{
		Says: "Set the same protocol on the Service port and on the container port; which of the two is right depends on the server.",
		Verify: []string{
			"kubectl -n {{.namespace}} describe service {{.name}}",
			"kubectl -n {{.namespace}} get endpointslices -l {{.slices}}",
		},
	},
	Eval: func(c *checks.Context) {
		service, pods := translating(c, "the Service is headless: clients choose the protocol themselves")
		if service == nil {
			return
		}
		c.Set("slices", slicesLabel(service.Name))
		c.Skip("the Service has no port")
		for i := range service.Spec.Ports {
			port := &service.Spec.Ports[i]
			same, other := protocols(port, pods)
			switch {
			case same || other == "":
				c.Pass("no pod declares the target of port %s under another protocol only", kube.PortText(port))
			case byName(port):
				c.Relate(kube.Owner(&pods[0]))
				c.Fail("port %s has no endpoints: the pods declare %s as %s, the Service forwards %s",
					kube.PortText(port), port.TargetPort.StrVal, other, kube.Protocol(port.Protocol))
			case listensOn(c, service, port, pods):
				c.Pass("port %s: the pods declare this number as %s, and listen for %s on it", kube.PortText(port), other, kube.Protocol(port.Protocol))
			default:
				c.Unknown("port %s: the pods declare this number as %s, the Service forwards %s; whether they listen on both cannot be seen",
					kube.PortText(port), other, kube.Protocol(port.Protocol))
			}
		}
	},
}

// protocols tells whether a pod declares a port's target under the port's own
// protocol, and another protocol under which one does.
func protocols(port *corev1.ServicePort, pods []corev1.Pod) (same bool, other corev1.Protocol) {
	for i := range pods {
		number, _ := kube.TargetPort(port, &pods[i])
		for _, p := range declared(&pods[i]) {
			if byName(port) && p.Name != port.TargetPort.StrVal || !byName(port) && p.ContainerPort != number {
				continue
			}
			if kube.Protocol(p.Protocol) == kube.Protocol(port.Protocol) {
				same = true
			} else if other == "" {
				other = kube.Protocol(p.Protocol)
			}
		}
	}
	return same, other
}

// listensOn reports whether all ready pods serve a Service port.
func listensOn(c *checks.Context, service *corev1.Service, port *corev1.ServicePort, pods []corev1.Pod) bool {
	list := endpointsOf(c, service, port, pods, kube.Ready)
	return len(list) > 0 && len(seenAs(list, served)) == len(list)
}
