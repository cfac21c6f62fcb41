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

// answersOn reports whether a container whose readiness probe connects to a
// port is ready: what was refused before, while it started, is over.
func answersOn(pod *corev1.Pod, number int32) bool {
	for _, container := range kube.Containers(pod) {
		if n, ok := probedPort(&container, container.ReadinessProbe); !ok || n != number {
			continue
		}
		for _, s := range pod.Status.ContainerStatuses {
			if s.Name == container.Name && s.Ready {
				return true
			}
		}
	}
	return false
}

// refusal is the last word of the events on the probes of a pod's port, if it
// says that one was refused: nothing listened there.
func refusal(pod *corev1.Pod, number int32, events []corev1.Event) string {
	address, err := netip.ParseAddr(pod.Status.PodIP)
	if err != nil || !probedOn(pod, number) || !running(pod) || answersOn(pod, number) {
		return ""
	}
	where := netip.AddrPortFrom(address, uint16(number)).String()
	newest := kube.Newest(kube.Keep(events, func(e *corev1.Event) bool {
		return e.InvolvedObject.Kind == "Pod" && e.InvolvedObject.Name == pod.Name && e.Reason == "Unhealthy" && concerns(e, pod, number)
	}))
	for _, e := range newest {
		if !strings.Contains(e.Message, where+": connect: connection refused") {
			return "" // by now it fails otherwise
		}
	}
	if len(newest) == 0 {
		return ""
	}
	return newest[0].Message
}

// concerns reports whether an event may be about a container that is probed on
// a port; it names the container by the field that it concerns.
func concerns(e *corev1.Event, pod *corev1.Pod, number int32) bool {
	field := e.InvolvedObject.FieldPath
	return field == "" || slices.ContainsFunc(kube.Containers(pod), func(c corev1.Container) bool {
		return strings.HasSuffix(field, "{"+c.Name+"}") && slices.ContainsFunc([]*corev1.Probe{c.StartupProbe, c.ReadinessProbe, c.LivenessProbe},
			func(p *corev1.Probe) bool { n, ok := probedPort(&c, p); return ok && n == number })
	})
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
