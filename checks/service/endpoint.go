package service

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/netns"
	corev1 "k8s.io/api/core/v1"
)

// listeners are what node probes saw of the pods' sockets. Where there are no
// probes the API server's word does not stand in for it: that a port is open is
// then not known, and nobody may call the Service healthy for want of a probe.
var listeners = evidence.Need{Kind: evidence.PodNetworks.Meta, Optional: true}

// sight is what is known of a port of a ready pod.
type sight int

const (
	unseen sight = iota // nobody looked, or what was seen does not decide
	served              // something takes what callers send there
	nearby              // only on loopback, or at an address where no caller arrives
	closed              // nothing listens
)

// endpoint is a pod that gets a share of a Service port's traffic while it is ready.
type endpoint struct {
	pod    *corev1.Pod
	number int32
	sight  sight
	proved bool   // by its readiness probe
	says   string // why it is unseen, or the address nearby
}

// endpointsOf are the pods of a Service port, ready or running ones, with what
// listens there.
func endpointsOf(c *checks.Context, service *corev1.Service, port *corev1.ServicePort, pods []corev1.Pod, which func(*corev1.Pod) bool) (list []endpoint) {
	for i := range pods {
		number, ok := reached(service, port, &pods[i])
		if !ok || !which(&pods[i]) {
			continue
		}
		e := endpoint{pod: &pods[i], number: number}
		protocol := kube.Protocol(port.Protocol)
		// What the kubelet reaches is served, also by a rule that redirects it.
		if protocol == corev1.ProtocolTCP && readyOn(&pods[i], number) {
			e.sight, e.proved = served, true
		} else {
			e.look(c, service, protocol)
		}
		list = append(list, e)
	}
	return list
}

// look asks what a node probe saw.
func (e *endpoint) look(c *checks.Context, service *corev1.Service, protocol corev1.Protocol) {
	if protocol == corev1.ProtocolSCTP {
		e.says = "node probes do not see who listens for SCTP"
		return
	}
	n, why := netns.OfPod(c, e.pod)
	if why != "" {
		e.says = why
		return
	}
	reach, address, looked := n.Serves(protocol, e.number, arrivals(service, e.pod)...)
	switch {
	case reach == netns.Anybody:
		e.sight = served
	case !looked:
		e.says = fmt.Sprintf("the probe of node %s did not see all that listens in pod %s", e.pod.Spec.NodeName, e.pod.Name)
	case relay(e.pod, n) != "":
		e.says = fmt.Sprintf("%s of pod %s may take the traffic and hand it on", relay(e.pod, n), e.pod.Name)
	case reach == netns.Nobody:
		e.sight = closed
	default:
		e.sight, e.says = nearby, address
	}
}

// arrivals are the addresses of a pod that callers of a Service dial.
func arrivals(service *corev1.Service, pod *corev1.Pod) (list []netip.Addr) {
	for _, text := range addresses(service, pod) {
		if a, err := netip.ParseAddr(text); err == nil {
			list = append(list, a)
		}
	}
	return list
}

// relays are the containers to which a mesh redirects a pod's traffic, and
// relayPorts where those of them listen that are no containers: Istio's ztunnel
// works in the pod's network from outside.
var (
	relays     = []string{"istio-proxy", "linkerd-proxy", "kuma-sidecar", "consul-dataplane", "envoy"}
	relayPorts = []int32{15006, 15008, 4143}
)

// relay is what takes a pod's traffic in place of its application, "" if nothing.
func relay(pod *corev1.Pod, n netns.Network) string {
	for _, container := range kube.Containers(pod) {
		if slices.Contains(relays, container.Name) {
			return "the container " + container.Name
		}
	}
	for _, port := range relayPorts {
		if reach, _, _ := n.Serves(corev1.ProtocolTCP, port); reach != netns.Nobody {
			return fmt.Sprintf("the proxy on port %d", port)
		}
	}
	return ""
}

func seenAs(list []endpoint, s sight) []endpoint {
	return kube.Keep(list, func(e *endpoint) bool { return e.sight == s })
}
