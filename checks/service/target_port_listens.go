package service

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// TargetPortListens asks whether the pods listen where the Service sends its
// traffic. A readiness probe on that very port proves it, or a node probe that saw
// the pod's sockets.
var TargetPortListens = &checks.Check{
	ID:   "service.target-port-listens",
	Asks: "Does something listen in the pods on every port that the Service sends traffic to?",
	Why:  "A targetPort on which nothing listens refuses every connection, however ready the pods are.",
	Limits: "Declared container ports prove nothing, and no probe of Kubernetes speaks UDP: where no readiness probe uses the port, " +
		"only node probes can tell. Pods whose traffic a mesh redirects are left open, and which port clients of a headless Service dial is not known.",
	Refs: []string{
		"https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/#are-the-pods-working",
		"k8s.io/api/core/v1 Container.ports, Container.readinessProbe",
	},
	For:   []checks.Symptom{checks.ConnectionRefused, checks.ConnectionTimeout, checks.HealthReview},
	Also:  []checks.Symptom{checks.Intermittent, checks.IngressUnreachable},
	Scope: evidence.Service,
	Needs: []evidence.Need{
		evidence.Require(evidence.Services), evidence.Require(evidence.Pods), evidence.Prefer(evidence.Warnings), listeners,
	},
	Remedy: checks.Remedy{
		Says: "Make the application listen on the targetPort on all addresses (0.0.0.0 or ::), not on 127.0.0.1, " +
			"or point targetPort and probe at the port on which it does listen, or let the selector take in only pods that serve it.",
		Changes: "Changes where the Service sends the traffic of this port.",
		Fix:     []string{"kubectl -n {{.namespace}} patch service {{.name}} --type=json -p {{.patch}}"},
		Verify: []string{
			"kubectl -n {{.namespace}} logs {{.pod}} --all-containers --tail=50",
			"kubectl -n {{.namespace}} describe pod {{.pod}}",
		},
	},
	Eval: func(c *checks.Context) {
		if where := beyond(c); where != "" {
			c.Unknown("whether anything answers at %s cannot be seen from the Kubernetes API", where)
			return
		}
		service := examined(c)
		if service == nil {
			return
		}
		pods := backing(c, service)
		if len(pods) == 0 {
			c.Skip("the Service selects no pod now")
			return
		}
		c.Skip("the Service has no port")
		for i := range service.Spec.Ports {
			listens(c, service, &service.Spec.Ports[i], pods)
		}
	},
}

func listens(c *checks.Context, service *corev1.Service, port *corev1.ServicePort, pods []corev1.Pod) {
	list := endpointsOf(c, service, port, pods, kube.Ready)
	blind, near := seenAs(list, unseen), seenAs(list, nearby)
	proved := kube.Keep(list, func(e *endpoint) bool { return e.proved })
	ready := checks.Count(len(list), "ready pod")
	switch {
	case len(seenAs(list, closed)) > 0 && headless(service):
		c.Unknown("port %s: nothing listens on it in %d of %s, but clients of a headless Service may dial any port of its pods",
			kube.PortText(port), len(seenAs(list, closed)), ready)
	case len(seenAs(list, closed)) > 0:
		accuse(c, service, port, list)
	case len(list) == 0 && refused(c, service, port, pods):
	case len(list) == 0 && listenUnready(c, service, port, pods):
	case len(list) == 0 || len(blind) > 0 && len(evidence.PodNetworks.Of(c)) == 0:
		c.Unknown("port %s: whether anything listens there cannot be seen from the Kubernetes API: a readiness probe proves it for %d of %s%s",
			kube.PortText(port), len(proved), ready, undeclared(service, port, pods))
	case len(blind) > 0:
		c.Unknown("port %s: whether anything listens there is not known of %d of %s: %s", kube.PortText(port), len(blind), ready, blind[0].says)
	case len(proved) == len(list):
		c.Pass("port %s: the readiness probe on that port reaches all of %s", kube.PortText(port), ready)
	case len(near) > 0:
		c.Pass("port %s: something listens there in all of %s, in %d only on %s", kube.PortText(port), ready, len(near), near[0].says)
	default:
		c.Pass("port %s: something listens there in all of %s", kube.PortText(port), ready)
	}
}

// listenUnready passes where pods that are not ready listen all the same.
func listenUnready(c *checks.Context, service *corev1.Service, port *corev1.ServicePort, pods []corev1.Pod) bool {
	list := endpointsOf(c, service, port, pods, running)
	if len(list) == 0 || len(seenAs(list, served)) < len(list) {
		return false
	}
	c.Pass("port %s: something listens there in all of %s, of which none is ready", kube.PortText(port), checks.Count(len(list), "running pod"))
	return true
}

// refused fails where an event says that a probe of the port was refused.
func refused(c *checks.Context, service *corev1.Service, port *corev1.ServicePort, pods []corev1.Pod) bool {
	for i := range pods {
		number, _ := reached(service, port, &pods[i])
		if why := refusal(&pods[i], number, evidence.Warnings.Of(c)); why != "" {
			c.Relate(kube.Owner(&pods[i]))
			c.Set("pod", pods[i].Name)
			c.Fail("port %s: nothing listens on port %d of %s%s: %s", kube.PortText(port), number, pods[i].Name, inside(c, &pods[i], number), why)
			return true
		}
	}
	return false
}
