package service

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// probedPort is the number that a probe connects to on the pod's own address;
// false where it runs a command, or looks elsewhere.
func probedPort(container *corev1.Container, probe *corev1.Probe) (int32, bool) {
	switch {
	case probe == nil:
		return 0, false
	case probe.HTTPGet != nil && probe.HTTPGet.Host == "":
		return numberOf(container, probe.HTTPGet.Port)
	case probe.TCPSocket != nil && probe.TCPSocket.Host == "":
		return numberOf(container, probe.TCPSocket.Port)
	case probe.GRPC != nil:
		return probe.GRPC.Port, true
	}
	return 0, false
}

// numberOf is a probe's port as a number; a name is one of the same container.
func numberOf(container *corev1.Container, port intstr.IntOrString) (int32, bool) {
	if port.Type == intstr.Int {
		return port.IntVal, true
	}
	for _, p := range container.Ports {
		if p.Name == port.StrVal {
			return p.ContainerPort, true
		}
	}
	return 0, false
}

// readyOn reports whether a ready pod is so because a readiness probe reaches
// a TCP port of its address: then something listens there.
func readyOn(pod *corev1.Pod, number int32) bool {
	for _, container := range kube.Containers(pod) {
		if n, ok := probedPort(&container, container.ReadinessProbe); ok && n == number {
			return kube.Ready(pod)
		}
	}
	return false
}

// probedOn reports whether any probe of a pod connects to a port.
func probedOn(pod *corev1.Pod, number int32) bool {
	for _, container := range kube.Containers(pod) {
		for _, probe := range []*corev1.Probe{container.StartupProbe, container.ReadinessProbe, container.LivenessProbe} {
			if n, ok := probedPort(&container, probe); ok && n == number {
				return true
			}
		}
	}
	return false
}

// running reports whether all containers of a pod run: of one that crashes,
// a refused probe tells nothing new.
func running(pod *corev1.Pod) bool {
	return len(pod.Status.ContainerStatuses) > 0 && !slices.ContainsFunc(pod.Status.ContainerStatuses,
		func(s corev1.ContainerStatus) bool { return s.State.Running == nil })
}

// refusal is the first event, by name, that says a probe of a pod's port was
// refused: nothing listened there.
func refusal(pod *corev1.Pod, number int32, events []corev1.Event) string {
	address, err := netip.ParseAddr(pod.Status.PodIP)
	if err != nil || !probedOn(pod, number) || !running(pod) {
		return ""
	}
	where := netip.AddrPortFrom(address, uint16(number)).String()
	for _, e := range events {
		if e.InvolvedObject.Kind == "Pod" && e.InvolvedObject.Name == pod.Name && e.Reason == "Unhealthy" &&
			strings.Contains(e.Message, where+": connect: connection refused") {
			return e.Message
		}
	}
	return ""
}

// asksTheSame reports whether a readiness probe of a pod asks what the load
// balancer's does.
func asksTheSame(pod *corev1.Pod, port *corev1.ServicePort, scheme corev1.URIScheme, path string) bool {
	number, ok := kube.TargetPort(port, pod)
	for _, container := range kube.Containers(pod) {
		probed, reaches := probedPort(&container, container.ReadinessProbe)
		if !ok || !reaches || probed != number || container.ReadinessProbe.HTTPGet == nil {
			continue
		}
		get := container.ReadinessProbe.HTTPGet
		own := get.Scheme
		if own == "" {
			own = corev1.URISchemeHTTP
		}
		if own == scheme && "/"+strings.TrimPrefix(get.Path, "/") == path {
			return true
		}
	}
	return false
}
