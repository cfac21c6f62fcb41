package service

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// TargetPortListens asks whether the pods listen where the Service sends its
// traffic. Only a readiness probe on that very port proves it.
var TargetPortListens = &checks.Check{
	ID:   "service.target-port-listens",
	Asks: "Does something listen in the pods on every port that the Service sends traffic to?",
	Why:  "A targetPort on which nothing listens refuses every connection, however ready the pods are.",
	Limits: "Declared container ports prove nothing, and no probe of Kubernetes speaks UDP: where no readiness probe uses the port, " +
		"only a look into the pod can tell.",
	Refs: []string{
		"https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/#are-the-pods-working",
		"k8s.io/api/core/v1 Container.ports, Container.readinessProbe",
	},
	For:   []checks.Symptom{checks.ConnectionRefused, checks.ConnectionTimeout, checks.HealthReview},
	Also:  []checks.Symptom{checks.Intermittent, checks.IngressUnreachable},
	Scope: evidence.Service,
	Needs: []evidence.Need{evidence.Require(evidence.Services), evidence.Require(evidence.Pods), evidence.Prefer(evidence.Warnings)},
	Remedy: checks.Remedy{
		Says: "Make the application listen on the targetPort on all addresses (0.0.0.0 or ::), not on 127.0.0.1, " +
			"or point targetPort and probe at the port on which it does listen.",
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
	ready, proved, known := 0, 0, ""
	for i := range pods {
		number, ok := reached(service, port, &pods[i])
		if !ok {
			continue // gets no traffic of this port
		}
		if !declares(&pods[i], number, kube.Protocol(port.Protocol)) {
			known = fmt.Sprintf("; the containers declare %s, not %d", declaredText(pods), number)
		}
		if kube.Ready(&pods[i]) {
			ready++
		}
		if kube.Protocol(port.Protocol) == corev1.ProtocolTCP && readyOn(&pods[i], number) {
			proved++
		}
	}
	switch {
	case ready > 0 && proved == ready:
		c.Pass("port %s: the readiness probe on that port reaches all of %s", kube.PortText(port), checks.Count(ready, "ready pod"))
	case ready == 0 && refused(c, service, port, pods):
	default:
		c.Unknown("port %s: whether anything listens there cannot be seen from the Kubernetes API: a readiness probe proves it for %d of %s%s",
			kube.PortText(port), proved, checks.Count(ready, "ready pod"), known)
	}
}

// refused fails where an event says that a probe of the port was refused.
func refused(c *checks.Context, service *corev1.Service, port *corev1.ServicePort, pods []corev1.Pod) bool {
	for i := range pods {
		number, _ := reached(service, port, &pods[i])
		if why := refusal(&pods[i], number, evidence.Warnings.Of(c)); why != "" {
			c.Relate(kube.Owner(&pods[i]))
			c.Set("pod", pods[i].Name)
			c.Fail("port %s: nothing listens on port %d of %s: %s", kube.PortText(port), number, pods[i].Name, why)
			return true
		}
	}
	return false
}

// reached is the port of a pod at which a client of a Service port arrives: a
// headless Service does not translate ports.
func reached(service *corev1.Service, port *corev1.ServicePort, pod *corev1.Pod) (int32, bool) {
	if headless(service) {
		return port.Port, true
	}
	return kube.TargetPort(port, pod)
}
