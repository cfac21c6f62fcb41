package service

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// NamedPortResolves finds a targetPort that names a container port which no
// selected pod declares, so that the Service port has no endpoints.
var NamedPortResolves = &checks.Check{
	ID:     "service.named-port-resolves",
	Asks:   "Do the selected pods declare every port that the Service names as targetPort?",
	Why:    "A named targetPort is looked up in each pod; a pod without it gets no traffic of that port, and if none has it every connection fails.",
	Limits: "Which port was meant is a guess by the ports that are declared; the verdict does not rest on it.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports",
		"https://github.com/kubernetes/kubernetes/blob/v1.34.0/staging/src/k8s.io/endpointslice/utils.go (FindPort)",
	},
	For:   append(checks.Unreachable(), checks.IngressUnreachable),
	Scope: evidence.Service,
	Needs: []evidence.Need{evidence.Require(evidence.Services), evidence.Require(evidence.Pods)},
	Remedy: checks.Remedy{
		Says:    "Point targetPort at a port that the pods declare, or declare the name in the pod template.",
		Changes: "Changes where the Service sends the traffic of this port.",
		Fix:     []string{"kubectl -n {{.namespace}} patch service {{.name}} --type=json -p {{.patch}}"},
		Verify:  []string{"kubectl -n {{.namespace}} get endpointslices -l {{.slices}}"},
	},
	Eval: func(c *checks.Context) {
		service, pods := translating(c, "the Service is headless: clients use the pods' own ports")
		if service == nil {
			return
		}
		c.Set("slices", slicesLabel(service.Name))
		c.Skip("the Service names no port as targetPort")
		for i := range service.Spec.Ports {
			if byName(&service.Spec.Ports[i]) {
				resolve(c, service, &service.Spec.Ports[i], pods)
			}
		}
	},
}

func resolve(c *checks.Context, service *corev1.Service, port *corev1.ServicePort, pods []corev1.Pod) {
	found := 0
	for p := range pods {
		if _, ok := kube.TargetPort(port, &pods[p]); ok {
			found++
		}
	}
	if found > 0 {
		c.Pass("port %s: %d of %s declare it", kube.PortText(port), found, checks.Count(len(pods), "pod"))
		return
	}
	if target, ok := likelyPort(port, pods); ok {
		c.Set("patch", retarget(service, port, target))
	}
	for _, w := range crews(pods) {
		c.Relate(w.workload)
	}
	c.Fail("port %s has no endpoints: none of %s declares a %s port of that name; declared: %s", kube.PortText(port),
		checks.Count(len(pods), "pod"), kube.Protocol(port.Protocol), declaredText(pods))
}

// likelyPort is the one declared port of the protocol, or the one whose name
// looks alike; false where several could be meant.
func likelyPort(port *corev1.ServicePort, pods []corev1.Pod) (target intstr.IntOrString, ok bool) {
	var all, alike []intstr.IntOrString
	for i := range pods {
		for _, p := range declared(&pods[i]) {
			if kube.Protocol(p.Protocol) != kube.Protocol(port.Protocol) {
				if p.Name == port.TargetPort.StrVal {
					return target, false // the port is right, and the protocol is not
				}
				continue
			}
			candidate := intstr.FromInt32(p.ContainerPort)
			if p.Name != "" {
				candidate = intstr.FromString(p.Name)
			}
			all = with(all, candidate)
			if kube.Alike(p.Name, port.TargetPort.StrVal) {
				alike = with(alike, candidate)
			}
		}
	}
	switch {
	case len(alike) == 1:
		return alike[0], true
	case len(all) == 1:
		return all[0], true
	}
	return intstr.IntOrString{}, false
}
