package service

import (
	"slices"
	"strconv"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// PodPortListens asks whether the pods of a headless Service listen on the
// port that they are called on. A readiness probe on that very port proves it, or
// a node probe that saw the pods' sockets.
var PodPortListens = &checks.Check{
	ID:   "service.pod-port-listens",
	Asks: "Does something listen in the headless Service's pods on the port that they are called on?",
	Why: "The name of a headless Service answers with pod addresses: whoever calls it arrives at the pods on the port that he dials, " +
		"whatever ports the Service names.",
	Limits: "The port is the one that the question names. Where no readiness probe uses it, only node probes can tell; pods whose traffic a mesh redirects are left open.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/service/#headless-services"},
	For:    []checks.Symptom{checks.ConnectionRefused, checks.ConnectionTimeout, checks.HealthReview},
	Also:   []checks.Symptom{checks.Intermittent, checks.IngressUnreachable},
	Scope:  evidence.PodPort,
	Covers: []string{"service.target-port-listens"},
	Needs:  []evidence.Need{evidence.Require(evidence.Services), evidence.Require(evidence.Pods), evidence.Prefer(evidence.Warnings), listeners},
	Remedy: checks.Remedy{
		Says: "Call the pods on the port on which they listen, or make the application listen on the port on all addresses (0.0.0.0 or ::).",
		Verify: []string{
			"kubectl -n {{.namespace}} logs {{.pod}} --all-containers --tail=50",
			"kubectl -n {{.namespace}} describe pod {{.pod}}",
		},
	},
	Eval: func(c *checks.Context) {
		service := kube.ServiceNamed(evidence.Services.Of(c), c.Subject().Object().Name)
		number, err := strconv.ParseInt(c.Subject().Number(), 10, 32)
		switch {
		case service == nil:
			c.Skip("there is no Service of this name")
			return
		case !headless(service) || err != nil:
			c.Skip("the Service is not headless")
			return
		}
		pods := backing(c, service)
		switch {
		case len(service.Spec.Selector) == 0:
			c.Unknown("whether anything answers at the addresses that somebody keeps for the Service cannot be seen from the Kubernetes API")
		case len(pods) == 0:
			c.Skip("the Service selects no pod now")
		default:
			dialled(c, service, dialledPort(service, int32(number)), pods)
		}
	},
}

// dialledPort is the port of a headless Service that has a number, or one that
// callers dial though the Service does not name it. It translates nothing.
func dialledPort(service *corev1.Service, number int32) *corev1.ServicePort {
	if i := slices.Index(numbers(service), number); i >= 0 {
		return &service.Spec.Ports[i]
	}
	return &corev1.ServicePort{Port: number, TargetPort: intstr.FromInt32(number)}
}

// numbers are those of a Service's ports.
func numbers(service *corev1.Service) (list []int32) {
	for _, p := range service.Spec.Ports {
		list = append(list, p.Port)
	}
	return list
}

// dialled judges what listens in a headless Service's pods on a port.
func dialled(c *checks.Context, service *corev1.Service, port *corev1.ServicePort, pods []corev1.Pod) {
	list := endpointsOf(c, service, port, pods, kube.Ready)
	blind, proved := seenAs(list, unseen), kube.Keep(list, func(e *endpoint) bool { return e.proved })
	ready := checks.Count(len(list), "ready pod")
	switch {
	case len(seenAs(list, closed)) > 0:
		accuse(c, service, port, list)
	case len(list) == 0 && refused(c, service, port, pods):
	case len(list) == 0 || len(blind) > 0 && len(evidence.PodNetworks.Of(c)) == 0:
		c.Unknown("whether anything listens on port %d cannot be seen from the Kubernetes API: a readiness probe proves it for %d of %s; the containers declare %s",
			port.Port, len(proved), ready, declaredText(pods))
	case len(blind) > 0:
		c.Unknown("whether anything listens on port %d is not known of %d of %s: %s", port.Port, len(blind), ready, blind[0].says)
	case len(proved) == len(list):
		c.Pass("the readiness probe on port %d reaches all of %s", port.Port, ready)
	case len(seenAs(list, nearby)) > 0 && !slices.Contains(numbers(service), port.Port):
		secluded(c, port, list) // of the ports that the Service names another check tells
	default:
		c.Pass("something listens on port %d in all of %s", port.Port, ready)
	}
}
