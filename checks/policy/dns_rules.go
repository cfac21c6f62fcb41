package policy

import (
	"encoding/json"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// dnsPorts are the ports that DNS is asked on: 53, and the pods' port behind
// the Service kube-dns, which policies see. It is not sure of a named port.
func dnsPorts(services []corev1.Service) (ports []int32, sure bool) {
	ports, sure = []int32{53}, true
	for _, s := range services {
		for _, p := range s.Spec.Ports {
			sure = sure && p.TargetPort.Type == intstr.Int
			if n := p.TargetPort.IntVal; n != 0 && p.Port == 53 && !slices.Contains(ports, n) {
				ports = append(ports, n)
			}
		}
	}
	return ports, sure
}

// overTCP reports whether a pod's resolver is told to ask over TCP.
func overTCP(pod *corev1.Pod) bool {
	return pod.Spec.DNSConfig != nil && slices.ContainsFunc(pod.Spec.DNSConfig.Options, func(o corev1.PodDNSConfigOption) bool { return o.Name == "use-vc" })
}

// mayOpen reports whether any rule may let UDP out to one of the ports,
// wherever to.
func (r ruling) mayOpen(ports []int32) bool {
	return slices.ContainsFunc(r.egress(), func(rule networkingv1.NetworkPolicyEgressRule) bool {
		return len(rule.Ports) == 0 || slices.ContainsFunc(rule.Ports, func(p networkingv1.NetworkPolicyPort) bool {
			named := p.Port != nil && p.Port.Type == intstr.String
			return udp(p) && (named || slices.ContainsFunc(ports, func(n int32) bool { return contains(p, n) }))
		})
	})
}

// opens reports whether rules surely let UDP out to all the ports, to
// everywhere.
func (r ruling) opens(ports []int32) bool {
	open := func(n int32) bool {
		return slices.ContainsFunc(r.egress(), func(rule networkingv1.NetworkPolicyEgressRule) bool {
			return len(rule.To) == 0 && (len(rule.Ports) == 0 || slices.ContainsFunc(rule.Ports, func(p networkingv1.NetworkPolicyPort) bool {
				return udp(p) && contains(p, n)
			}))
		})
	}
	return !slices.ContainsFunc(ports, func(n int32) bool { return !open(n) })
}

func (r ruling) egress() (rules []networkingv1.NetworkPolicyEgressRule) {
	for _, p := range r.standard {
		rules = append(rules, p.Spec.Egress...)
	}
	return rules
}

// udp reports whether a rule's port is one of UDP. A rule that names no
// protocol means TCP, a common slip.
func udp(p networkingv1.NetworkPolicyPort) bool {
	return p.Protocol != nil && *p.Protocol == corev1.ProtocolUDP
}

// contains reports whether a rule's port, or range of them, contains a number.
func contains(p networkingv1.NetworkPolicyPort, n int32) bool {
	switch {
	case p.Port == nil:
		return true
	case p.Port.Type == intstr.String:
		return false
	}
	return n == p.Port.IntVal || p.EndPort != nil && p.Port.IntVal <= n && n <= *p.EndPort
}

// allowDNS is the JSON patch that adds a rule for DNS to a policy.
func allowDNS(p *networkingv1.NetworkPolicy, ports []int32) string {
	type object = map[string]any
	var list []object
	for _, n := range ports {
		list = append(list, object{"protocol": "UDP", "port": n}, object{"protocol": "TCP", "port": n})
	}
	var value any = object{
		"to": []object{{
			"namespaceSelector": object{"matchLabels": object{"kubernetes.io/metadata.name": "kube-system"}},
			"podSelector":       object{"matchLabels": object{"k8s-app": "kube-dns"}},
		}},
		"ports": list,
	}
	path := "/spec/egress/-"
	if len(p.Spec.Egress) == 0 {
		path, value = "/spec/egress", []any{value}
	}
	text, err := json.Marshal([]object{{"op": "add", "path": path, "value": value}})
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	return string(text)
}
