package kube

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"

	"github.com/netwhy/netwhy/agent/source/cilium"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Setup is whether and how Cilium is set up.
func (s *Source) Setup(ctx context.Context) (cilium.Setup, error) {
	daemonSet, err := s.Get(ctx, GetArgs{Resource: "daemonsets", Namespace: systemNamespace, Name: "cilium"})
	if err != nil || len(daemonSet.Items) == 0 {
		return cilium.Setup{}, err
	}
	setup := cilium.Setup{Installed: true}
	config, err := s.Get(ctx, GetArgs{Resource: "configmaps", Namespace: systemNamespace, Name: "cilium-config"})
	if err != nil {
		return setup, err
	}
	for _, item := range config.Items {
		var m corev1.ConfigMap
		if err := json.Unmarshal(item, &m); err != nil {
			return setup, fmt.Errorf("cannot read the ConfigMap cilium-config: %w", err)
		}
		setup.Settings = m.Data
	}
	return setup, nil
}

// Agents are Cilium's agents on a node, or all where it is "".
func (s *Source) Agents(ctx context.Context, node string) (list []cilium.Agent, err error) {
	query := ListArgs{Resource: "pods", Namespace: systemNamespace, Labels: "k8s-app=cilium"}
	if node != "" {
		query.Fields = "spec.nodeName=" + node
	}
	pods, err := decoded[corev1.Pod](s.List(ctx, query))
	if err != nil {
		return nil, err
	}
	services, err := decoded[corev1.Service](s.Get(ctx, GetArgs{Resource: "services", Namespace: systemNamespace, Name: "network-observability"}))
	if err != nil {
		return nil, err
	}
	own, err := s.addresses(ctx, node)
	if err != nil {
		return nil, err
	}
	for _, p := range kube.Live(pods) {
		if owner := metav1.GetControllerOf(&p); owner == nil || owner.Kind != "DaemonSet" || owner.Name != "cilium" || p.Spec.NodeName == "" {
			continue
		}
		list = append(list, agent(&p, services, own[p.Spec.NodeName]))
	}
	return list, nil
}

// addresses are the internal ones of a node, or of all where it is "".
func (s *Source) addresses(ctx context.Context, node string) (map[string][]netip.Addr, error) {
	read := func() ([]corev1.Node, error) { return decoded[corev1.Node](s.List(ctx, ListArgs{Resource: "nodes"})) }
	if node != "" {
		read = func() ([]corev1.Node, error) {
			return decoded[corev1.Node](s.Get(ctx, GetArgs{Resource: "nodes", Name: node}))
		}
	}
	nodes, err := read()
	if err != nil {
		return nil, err
	}
	own := map[string][]netip.Addr{}
	for _, n := range nodes {
		for _, a := range n.Status.Addresses {
			if ip, err := netip.ParseAddr(a.Address); err == nil && a.Type == corev1.NodeInternalIP {
				own[n.Name] = append(own[n.Name], ip)
			}
		}
	}
	return own, nil
}

// agent is where a pod of Cilium may be asked: at an address of its node, as the
// Node says it. A pod's status is less to be trusted, and none leads back here.
func agent(p *corev1.Pod, services []corev1.Service, own []netip.Addr) cilium.Agent {
	a := cilium.Agent{Node: p.Spec.NodeName, Pod: p.Name, Ready: kube.Ready(p)}
	for _, c := range p.Spec.Containers {
		if c.Name == "cilium-agent" {
			a.Image = c.Image
		}
	}
	for _, s := range p.Status.ContainerStatuses {
		if s.Name == "cilium-agent" && s.State.Running != nil {
			a.Started = s.State.Running.StartedAt.Time
		}
	}
	at := slices.IndexFunc(own, func(ip netip.Addr) bool {
		return ip.String() == p.Status.HostIP && !ip.IsLoopback() && !ip.IsLinkLocalUnicast() && !ip.IsMulticast() && !ip.IsUnspecified()
	})
	if at < 0 {
		a.Why = fmt.Sprintf("the pod's host address %q is none of its node's", p.Status.HostIP)
		return a
	}
	join := func(port int32) string {
		if port <= 0 {
			return ""
		}
		return net.JoinHostPort(own[at].String(), strconv.Itoa(int(port)))
	}
	a.Metrics, a.Hubble = join(port(p, services, "prometheus", "cilium")), join(port(p, services, "hubble-metrics", "hubble"))
	if a.Metrics == "" {
		a.Why = "neither the pod nor the Service network-observability names a port for it"
	}
	return a
}

// port is that of a pod's container by one name, or that of AKS's Service by the
// other; 0 where none is named.
func port(p *corev1.Pod, services []corev1.Service, container, service string) int32 {
	named := func(name string) int32 {
		for _, c := range p.Spec.Containers {
			for _, port := range c.Ports {
				if port.Name == name {
					return port.ContainerPort
				}
			}
		}
		return 0
	}
	if n := named(container); n != 0 {
		return n
	}
	for _, s := range services {
		for _, port := range s.Spec.Ports {
			if port.Name != service {
				continue
			}
			if n := named(port.TargetPort.StrVal); port.TargetPort.StrVal != "" && n != 0 {
				return n
			}
			if port.TargetPort.IntVal != 0 {
				return port.TargetPort.IntVal
			}
			return port.Port
		}
	}
	return 0
}
