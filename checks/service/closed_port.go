package service

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/netns"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// accuse fails for the endpoints of a port on which nothing listens.
func accuse(c *checks.Context, service *corev1.Service, port *corev1.ServicePort, list []endpoint) {
	shut := seenAs(list, closed)
	var names, elsewhere []string
	var ports []int32
	for _, e := range shut {
		c.Relate(kube.Owner(e.pod))
		names = append(names, e.pod.Name)
		for _, l := range open(c, e.pod) {
			elsewhere = with(elsewhere, fmt.Sprintf("%d/%s", l.port, l.protocol))
			if l.protocol == kube.Protocol(port.Protocol) {
				ports = with(ports, l.port)
			}
		}
	}
	c.Set("pod", shut[0].pod.Name)
	where := "which listen on no other port"
	if len(elsewhere) > 0 {
		where = "which listen on " + checks.Names(elsewhere)
	}
	if workload, guilty := careless(port, list, len(elsewhere) > 0); guilty {
		c.Blame(workload.Kind, workload.Namespace, workload.Name)
	} else if len(ports) == 1 && len(seenAs(list, served)) == 0 && !headless(service) {
		c.Set("patch", retarget(service, port, intstr.FromInt32(ports[0])))
	}
	c.Fail("port %s: nothing listens on %d/%s in %d of %s (%s), %s", kube.PortText(port), shut[0].number, kube.Protocol(port.Protocol),
		len(shut), checks.Count(len(list), "ready pod"), checks.Names(names), where)
}

// careless is the workload that is at fault: some of its pods listen and others
// do not, or it declares the port, or it listens nowhere. Otherwise it is the
// Service that leads to the wrong port, or takes in the wrong pods.
func careless(port *corev1.ServicePort, list []endpoint, elsewhere bool) (workload evidence.Subject, guilty bool) {
	shut := seenAs(list, closed)
	for _, e := range shut {
		workload = kube.Owner(e.pod)
		if declares(e.pod, e.number, kube.Protocol(port.Protocol)) ||
			slices.ContainsFunc(list, func(o endpoint) bool { return o.sight == served && kube.Owner(o.pod) == workload }) {
			return workload, true
		}
	}
	return kube.Owner(shut[0].pod), !elsewhere && len(shut) == len(list)
}

// listening is a port that callers can reach.
type listening struct {
	port     int32
	protocol corev1.Protocol
}

// ephemeral is where the ports of clients begin (net.ipv4.ip_local_port_range),
// whose UDP sockets look like those of servers.
const ephemeral = 32768

// open are the ports on which a pod listens for callers.
func open(c *checks.Context, pod *corev1.Pod) (list []listening) {
	n, why := netns.OfPod(c, pod)
	if why != "" {
		return nil
	}
	sockets, _ := n.Listeners()
	for _, l := range sockets {
		protocol := corev1.Protocol(strings.ToUpper(strings.TrimSuffix(l.Protocol, "6")))
		reach, _, _ := n.Serves(protocol, int32(l.Port))
		if reach >= netns.Another && (protocol != corev1.ProtocolUDP || l.Port < ephemeral) {
			list = with(list, listening{int32(l.Port), protocol})
		}
	}
	slices.SortFunc(list, func(a, b listening) int { return int(a.port - b.port) })
	return list
}

// inside says that a refused port is served within the pod.
func inside(c *checks.Context, pod *corev1.Pod, number int32) string {
	n, why := netns.OfPod(c, pod)
	if why != "" {
		return ""
	}
	if reach, address, _ := n.Serves(corev1.ProtocolTCP, number); reach == netns.Loopback {
		return fmt.Sprintf(" but on %s, for the pod itself", address)
	}
	return ""
}

// reached is the port of a pod at which a client of a Service port arrives: a
// headless Service does not translate ports.
func reached(service *corev1.Service, port *corev1.ServicePort, pod *corev1.Pod) (int32, bool) {
	if headless(service) {
		return port.Port, true
	}
	return kube.TargetPort(port, pod)
}

// undeclared is a hint where the pods declare other ports than the one meant.
func undeclared(service *corev1.Service, port *corev1.ServicePort, pods []corev1.Pod) (hint string) {
	for i := range pods {
		if number, ok := reached(service, port, &pods[i]); ok && !declares(&pods[i], number, kube.Protocol(port.Protocol)) {
			hint = fmt.Sprintf("; the containers declare %s, not %d", declaredText(pods), number)
		}
	}
	return hint
}
