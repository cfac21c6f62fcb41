package apiserver

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// endpoints are the endpoints of a Service, each written out.
type endpoints map[string]bool

// implied are the endpoints that a Service should have, by the rules of the
// EndpointSlice controller.
func (w *world) implied(s *corev1.Service) endpoints {
	set := endpoints{}
	for i := range w.pods {
		pod := &w.pods[i]
		if !selects(s, pod) || !s.Spec.PublishNotReadyAddresses && !w.nodes[pod.Spec.NodeName] {
			continue
		}
		terminating := pod.DeletionTimestamp != nil
		serving := isReady(pod)
		ready := s.Spec.PublishNotReadyAddresses || serving && !terminating
		for _, ip := range pod.Status.PodIPs {
			if slices.Contains(s.Spec.IPFamilies, family(ip.IP)) {
				set[written(pod.Name, ip.IP, ready, serving, terminating, podPorts(s, pod))] = true
			}
		}
	}
	return set
}

// homeless are the pods that would be endpoints if their Node existed.
func (w *world) homeless() []string {
	var names []string
	for i := range w.pods {
		pod := &w.pods[i]
		if w.nodes[pod.Spec.NodeName] {
			continue
		}
		if slices.ContainsFunc(w.services, func(s corev1.Service) bool {
			return !s.Spec.PublishNotReadyAddresses && selects(&s, pod)
		}) {
			names = append(names, fmt.Sprintf("%s on %q", pod.Name, pod.Spec.NodeName))
		}
	}
	return names
}

// published are the endpoints that the slices of a Service hold.
func published(of []discoveryv1.EndpointSlice) endpoints {
	set := endpoints{}
	for _, slice := range of {
		var ports []string
		for _, p := range slice.Ports {
			ports = append(ports, port(value(p.Name), value(p.Port), value(p.Protocol)))
		}
		for _, e := range slice.Endpoints {
			name, is := "", e.Conditions
			if e.TargetRef != nil {
				name = e.TargetRef.Name
			}
			set[written(name, strings.Join(e.Addresses, ","), value(is.Ready), value(is.Serving), value(is.Terminating), ports)] = true
		}
	}
	return set
}

// value is what a pointer points at, or zero.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func selects(s *corev1.Service, pod *corev1.Pod) bool {
	return labels.SelectorFromSet(s.Spec.Selector).Matches(labels.Set(pod.Labels)) && len(pod.Status.PodIPs) > 0 &&
		pod.Status.Phase != corev1.PodSucceeded && pod.Status.Phase != corev1.PodFailed
}

// podPorts are the Service's ports on a pod; one that names no port of the pod
// is left out.
func podPorts(s *corev1.Service, pod *corev1.Pod) []string {
	var ports []string
	for _, p := range s.Spec.Ports {
		number := p.TargetPort.IntVal
		if p.TargetPort.Type == intstr.String {
			number = named(pod, p.TargetPort.StrVal, p.Protocol)
		}
		if number != 0 {
			ports = append(ports, port(p.Name, number, p.Protocol))
		}
	}
	return ports
}

func named(pod *corev1.Pod, name string, protocol corev1.Protocol) int32 {
	containers := slices.Clone(pod.Spec.Containers)
	for _, c := range pod.Spec.InitContainers {
		if c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways {
			containers = append(containers, c)
		}
	}
	for _, c := range containers {
		for _, p := range c.Ports {
			if p.Name == name && p.Protocol == protocol {
				return p.ContainerPort
			}
		}
	}
	return 0
}

func isReady(pod *corev1.Pod) bool {
	return slices.ContainsFunc(pod.Status.Conditions, func(c corev1.PodCondition) bool {
		return c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue
	})
}

func family(ip string) corev1.IPFamily {
	if address, err := netip.ParseAddr(ip); err == nil && address.Is4() {
		return corev1.IPv4Protocol
	}
	return corev1.IPv6Protocol
}

func port(name string, number int32, protocol corev1.Protocol) string {
	return fmt.Sprintf("%s:%d/%s", name, number, protocol)
}

func written(pod, ip string, ready, serving, terminating bool, ports []string) string {
	slices.Sort(ports)
	return fmt.Sprintf("%s %s ready=%t serving=%t terminating=%t %s", pod, ip, ready, serving, terminating, strings.Join(ports, " "))
}
