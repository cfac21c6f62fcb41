package reach

import (
	"fmt"
	"net/netip"
	"strings"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
)

// Target is what a call to a Service becomes before any policy sees it.
type Target struct {
	End
	Port Port
}

// Targets are the ready backends of a Service's port, each at its own port.
// Pods found among those that are given become ends with labels; for others
// only the address is known. A Service of type ExternalName is a host name.
// An empty list means that no endpoint is ready, and nothing can be reached.
func Targets(s *corev1.Service, slices []discoveryv1.EndpointSlice, pods []corev1.Pod, port Port) ([]Target, error) {
	if s.Spec.Type == corev1.ServiceTypeExternalName {
		return []Target{{HostEnd(s.Spec.ExternalName), port}}, nil
	}
	var named *corev1.ServicePort
	for i, p := range s.Spec.Ports {
		if (Port{p.Protocol, uint16(p.Port)}).String() == port.String() {
			named = &s.Spec.Ports[i]
		}
	}
	// A headless Service hands out addresses; the port is the caller's choice.
	headless := s.Spec.ClusterIP == corev1.ClusterIPNone
	if named == nil && !headless {
		return nil, fmt.Errorf("service %s/%s has no port %s; it has %s", s.Namespace, s.Name, port, offered(s))
	}
	targets, seen := []Target(nil), map[netip.Addr]bool{}
	for _, endpoint := range ready(s, slices) {
		at := port
		if !headless {
			at.Number = endpoint.port(named)
		}
		if at.Number == 0 || seen[endpoint.address] {
			continue
		}
		seen[endpoint.address] = true
		targets = append(targets, Target{endpoint.end(s, pods), at})
	}
	return targets, nil
}

func offered(s *corev1.Service) string {
	var list []string
	for _, p := range s.Spec.Ports {
		list = append(list, Port{p.Protocol, uint16(p.Port)}.String())
	}
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}

// endpoint is one address of a slice.
type endpoint struct {
	address netip.Addr
	ports   []discoveryv1.EndpointPort
	ref     *corev1.ObjectReference
}

// ready are the endpoints that connections go to: those that are ready, or, if
// none is, those that still serve while they end.
func ready(s *corev1.Service, slices []discoveryv1.EndpointSlice) (list []endpoint) {
	var ending []endpoint
	for _, slice := range slices {
		if slice.Namespace != s.Namespace || slice.Labels[discoveryv1.LabelServiceName] != s.Name || slice.AddressType == discoveryv1.AddressTypeFQDN {
			continue
		}
		for _, e := range slice.Endpoints {
			if len(e.Addresses) == 0 {
				continue
			}
			a, err := netip.ParseAddr(e.Addresses[0]) // the others are for no one
			if err != nil {
				continue
			}
			switch c, found := e.Conditions, (endpoint{a, slice.Ports, e.TargetRef}); {
			case c.Ready == nil || *c.Ready:
				list = append(list, found)
			case c.Serving != nil && *c.Serving && c.Terminating != nil && *c.Terminating:
				ending = append(ending, found)
			}
		}
	}
	if len(list) == 0 {
		return ending
	}
	return list
}

// port is the endpoint's own port behind a port of the Service.
func (e endpoint) port(of *corev1.ServicePort) uint16 {
	for _, p := range e.ports {
		name, protocol := "", corev1.ProtocolTCP
		if p.Name != nil {
			name = *p.Name
		}
		if p.Protocol != nil {
			protocol = *p.Protocol
		}
		if name == of.Name && protocol == (Port{Protocol: of.Protocol}).protocol() && p.Port != nil {
			return uint16(*p.Port)
		}
	}
	return 0
}

func (e endpoint) end(s *corev1.Service, pods []corev1.Pod) End {
	if s.Namespace == "default" && s.Name == "kubernetes" {
		return APIServerEnd(e.address)
	}
	for i := range pods {
		p := &pods[i]
		if e.ref != nil && e.ref.Kind == "Pod" && p.Name == e.ref.Name && p.Namespace == e.ref.Namespace {
			return PodEnd(p)
		}
	}
	if e.ref != nil && e.ref.Kind == "Pod" {
		return End{Sort: Pod, Namespace: e.ref.Namespace, Name: e.ref.Name, Addresses: []netip.Addr{e.address}, unread: true}
	}
	return AddressEnd(e.address)
}
