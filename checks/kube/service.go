package kube

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// ServiceNamed finds a Service in a list of one namespace; nil if it is not there.
func ServiceNamed(list []corev1.Service, name string) *corev1.Service {
	for i := range list {
		if list[i].Name == name {
			return &list[i]
		}
	}
	return nil
}

// Selected are the pods that a Service's selector matches. A Service without
// a selector selects nothing: somebody else keeps its endpoints.
func Selected(service *corev1.Service, pods []corev1.Pod) []corev1.Pod {
	if len(service.Spec.Selector) == 0 {
		return nil
	}
	selector := labels.SelectorFromSet(service.Spec.Selector)
	return Keep(pods, func(p *corev1.Pod) bool { return selector.Matches(labels.Set(p.Labels)) })
}

// SlicesOf are the EndpointSlices of a Service, by their label.
func SlicesOf(service string, list []discoveryv1.EndpointSlice) []discoveryv1.EndpointSlice {
	return Keep(list, func(s *discoveryv1.EndpointSlice) bool { return s.Labels[discoveryv1.LabelServiceName] == service })
}

// EndpointReady reports an endpoint's readiness; unset means ready
// (discovery.k8s.io/v1, EndpointConditions.ready).
func EndpointReady(e *discoveryv1.Endpoint) bool {
	return e.Conditions.Ready == nil || *e.Conditions.Ready
}

// Backends counts the endpoints of slices, all and ready ones. An address that
// stands in two slices, as it may for a moment, counts once.
func Backends(list []discoveryv1.EndpointSlice) (all, ready int) {
	seen := map[string]bool{} // address → ready
	for _, slice := range list {
		for i := range slice.Endpoints {
			for _, address := range slice.Endpoints[i].Addresses {
				seen[address] = seen[address] || EndpointReady(&slice.Endpoints[i])
			}
		}
	}
	for _, r := range seen {
		if all++; r {
			ready++
		}
	}
	return all, ready
}

// TargetPort is the number that a Service port means on a pod, and false
// where the pod declares no port of that name and protocol.
func TargetPort(port *corev1.ServicePort, pod *corev1.Pod) (int32, bool) {
	switch {
	case port.TargetPort.Type == intstr.String && port.TargetPort.StrVal != "":
		for _, c := range Containers(pod) {
			for _, p := range c.Ports {
				if p.Name == port.TargetPort.StrVal && Protocol(p.Protocol) == Protocol(port.Protocol) {
					return p.ContainerPort, true
				}
			}
		}
		return 0, false
	case port.TargetPort.IntVal != 0:
		return port.TargetPort.IntVal, true
	}
	return port.Port, true
}

// Protocol is a port's protocol with the API's default, TCP.
func Protocol(p corev1.Protocol) corev1.Protocol {
	if p == "" {
		return corev1.ProtocolTCP
	}
	return p
}

// ProtocolOf is like [Protocol] where the port need not have one.
func ProtocolOf(p *corev1.Protocol) corev1.Protocol {
	if p == nil {
		return corev1.ProtocolTCP
	}
	return Protocol(*p)
}

// PortText is a Service port as people say it: "http 80/TCP → 8080".
func PortText(port *corev1.ServicePort) string {
	text := fmt.Sprintf("%d/%s", port.Port, Protocol(port.Protocol))
	if port.Name != "" {
		text = port.Name + " " + text
	}
	if t := port.TargetPort.String(); t != "0" && t != fmt.Sprint(port.Port) {
		text += " → " + t
	}
	return text
}
