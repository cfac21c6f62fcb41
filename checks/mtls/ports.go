package mtls

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// rule is one rule of a NetworkPolicy, for either direction.
type rule struct {
	peers []networkingv1.NetworkPolicyPeer
	ports []networkingv1.NetworkPolicyPort
}

func rulesFor(p *networkingv1.NetworkPolicy, way networkingv1.PolicyType) (list []rule) {
	if !slices.Contains(p.Spec.PolicyTypes, way) {
		return nil
	}
	if way == networkingv1.PolicyTypeIngress {
		for _, r := range p.Spec.Ingress {
			list = append(list, rule{r.From, r.Ports})
		}
		return list
	}
	for _, r := range p.Spec.Egress {
		list = append(list, rule{r.To, r.Ports})
	}
	return list
}

// lets reports whether any rule of a policy for a direction lets the tunnel's
// port of enrolled pods through, and whether any gives them ports of TCP.
func lets(c *checks.Context, p *networkingv1.NetworkPolicy, way networkingv1.PolicyType) (passes, ported bool) {
	for _, r := range rulesFor(p, way) {
		if len(r.peers) > 0 && !slices.ContainsFunc(r.peers, func(peer networkingv1.NetworkPolicyPeer) bool { return mayBeEnrolled(c, peer) }) {
			continue
		}
		passes = passes || len(r.ports) == 0
		for _, port := range r.ports {
			if port.Protocol == nil || *port.Protocol == corev1.ProtocolTCP {
				ported = true
				passes = passes || tunnelled(port)
			}
		}
	}
	return passes, ported
}

// tunnelled reports whether a port of TCP, or range of them, has the tunnel's.
func tunnelled(p networkingv1.NetworkPolicyPort) bool {
	switch {
	case p.Port == nil:
		return true
	case p.Port.Type == intstr.String:
		return false
	}
	return p.Port.IntVal == tunnel || p.EndPort != nil && p.Port.IntVal <= tunnel && tunnel <= *p.EndPort
}

// mayBeEnrolled reports whether a peer may be a pod of an enrolled namespace.
func mayBeEnrolled(c *checks.Context, peer networkingv1.NetworkPolicyPeer) bool {
	if peer.NamespaceSelector == nil {
		return peer.PodSelector != nil // of the policy's own namespace
	}
	selector, err := metav1.LabelSelectorAsSelector(peer.NamespaceSelector)
	return err == nil && slices.ContainsFunc(evidence.Namespaces.Of(c), func(n corev1.Namespace) bool {
		return n.Labels[label] == "true" && selector.Matches(labels.Set(n.Labels))
	})
}
