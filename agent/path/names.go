package path

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/reach"
	corev1 "k8s.io/api/core/v1"
)

// learned are the hosts that Cilium knows an address for, as the flows of the
// pods that call it show: nil where nothing shows it.
func (e *eyes) learned(from, to end) (names []string) {
	items, _ := glance(e, evidence.WorkloadFlows, from.of)
	flows, _ := hubble.Apart(items)
	for _, f := range flows {
		if address, err := netip.ParseAddr(f.Server.IP); err == nil && address.Unmap() == to.Addresses[0] {
			names = append(names, f.Server.Names...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// lookUps holds a way that is open by a host's name alone against how the pod
// looks names up: Cilium opens addresses that it saw in answers, and sees them
// only where a rule with rules.dns sends the queries through its proxy. What is
// to be added to the words is returned; the side changes where it sees none.
func (e *eyes) lookUps(engine *reach.Engine, from, to end, side *reach.Side) string {
	if side.Verdict != reach.Allowed || side.Basis != reach.ByRule || slices.ContainsFunc(side.Rules, func(r reach.Rule) bool { return !r.ByName }) {
		return ""
	}
	if len(to.Names) > 0 {
		return fmt.Sprintf("; flows show that Cilium knows %s for %s", to.says, checks.Names(to.Names))
	}
	const holds = "; addresses open when the pod looks the name up and Cilium's DNS proxy sees the answer, which takes a rule for port 53 with rules.dns"
	servers, port, known := e.dns(from)
	if !known {
		return holds + "; where this pod looks names up is not known, so see that there is one"
	}
	var seen reach.Side
	for i := range servers {
		seen = engine.Path(from.End, reach.PodEnd(&servers[i]), port).Egress
		switch {
		case seen.Sees(to.Name):
		case seen.Verdict == reach.Denied:
			*side = notSeen(side, "the pod may not ask the cluster's DNS at all")
			return ""
		default:
			*side = notSeen(side, fmt.Sprintf("no rule with rules.dns for %s sends the pod's queries through Cilium's DNS proxy", to.Name))
			return ""
		}
	}
	return holds + fmt.Sprintf("; %s is such a rule", seen.Rules[0])
}

// notSeen is a way of which Cilium learns no address from this pod.
func notSeen(side *reach.Side, why string) reach.Side {
	return reach.Side{Selecting: side.Selecting, Why: fmt.Sprintf("%s allows the name, but %s: Cilium learns no address of it from this pod, and drops the calls unless another pod of the node has looked it up", side.Rules[0], why)}
}

// dns are the servers that a pod asks, and on which port. They are not known
// where it asks others, or a cache on its node.
func (e *eyes) dns(from end) (servers []corev1.Pod, at reach.Port, known bool) {
	services, _ := glance(e, evidence.KubeDNSService, evidence.TheCluster)
	pods, _ := glance(e, evidence.CoreDNSPods, evidence.TheCluster)
	caches, unread := glance(e, evidence.NodeLocalDNS, evidence.TheCluster)
	nodes, unreadNodes := glance(e, evidence.LocalDNSNodes, evidence.TheCluster)
	local := slices.ContainsFunc(nodes, func(n corev1.Node) bool { return n.Name == from.Node })
	service := kube.ServiceNamed(services, "kube-dns")
	if servers = kube.Live(pods); service == nil || len(servers) == 0 || !from.asks || unread != nil || unreadNodes != nil || local || len(caches) > 0 {
		return nil, at, false
	}
	for i := range service.Spec.Ports {
		p := &service.Spec.Ports[i]
		if n, ok := kube.TargetPort(p, &servers[0]); ok && p.Port == 53 && kube.Protocol(p.Protocol) == corev1.ProtocolUDP && n > 0 {
			return servers, reach.Port{Protocol: corev1.ProtocolUDP, Number: uint16(n)}, true
		}
	}
	return nil, at, false
}
