package policy

import (
	"fmt"
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// covers reports whether a rule of one policy surely allows all that a rule
// of another of the same namespace allows, to all pods that the other selects.
func covers(outer *networkingv1.NetworkPolicy, wide rule, inner *networkingv1.NetworkPolicy, narrow rule) bool {
	return wide.way == narrow.way && selects(&outer.Spec.PodSelector, &inner.Spec.PodSelector) &&
		all(narrow.peers, wide.peers, peerWithin) && all(narrow.ports, wide.ports, portWithin)
}

// all reports whether each of some lies within one of others; no others are
// anything, and none of some is so, too.
func all[T any](some, others []T, within func(narrow, wide *T) bool) bool {
	if len(others) == 0 {
		return true
	}
	return len(some) > 0 && !slices.ContainsFunc(some, func(s T) bool {
		return !slices.ContainsFunc(others, func(o T) bool { return within(&s, &o) })
	})
}

// selects reports whether a selector asks for nothing that another does not.
func selects(wide, narrow *metav1.LabelSelector) bool {
	asked := requirements(narrow)
	return !slices.ContainsFunc(requirements(wide), func(r string) bool { return !slices.Contains(asked, r) })
}

func requirements(s *metav1.LabelSelector) (list []string) {
	for key, value := range s.MatchLabels {
		list = append(list, fmt.Sprintf("%q is %q", key, value))
	}
	for _, e := range s.MatchExpressions {
		list = append(list, string(text(e)))
	}
	return list
}

func peerWithin(narrow, wide *networkingv1.NetworkPolicyPeer) bool {
	if narrow.IPBlock != nil || wide.IPBlock != nil {
		return narrow.IPBlock != nil && wide.IPBlock != nil && blockWithin(narrow.IPBlock, wide.IPBlock)
	}
	switch {
	case wide.NamespaceSelector == nil && narrow.NamespaceSelector != nil:
		return false
	case wide.NamespaceSelector != nil && narrow.NamespaceSelector == nil && len(requirements(wide.NamespaceSelector)) > 0:
		return false // whether it selects the policy's own namespace is not known here
	case wide.NamespaceSelector != nil && narrow.NamespaceSelector != nil && !selects(wide.NamespaceSelector, narrow.NamespaceSelector):
		return false
	}
	return wide.PodSelector == nil || selects(wide.PodSelector, or(narrow.PodSelector))
}

func or(s *metav1.LabelSelector) *metav1.LabelSelector {
	if s == nil {
		return &metav1.LabelSelector{}
	}
	return s
}

// blockWithin reports whether a block lies within another, and all that the
// other leaves out is left out of it, too.
func blockWithin(narrow, wide *networkingv1.IPBlock) bool {
	n, err := netip.ParsePrefix(narrow.CIDR)
	w, failed := netip.ParsePrefix(wide.CIDR)
	return err == nil && failed == nil && w.Bits() <= n.Bits() && w.Contains(n.Addr()) &&
		!slices.ContainsFunc(wide.Except, func(e string) bool { return !slices.Contains(narrow.Except, e) })
}

func portWithin(narrow, wide *networkingv1.NetworkPolicyPort) bool {
	if protocol(narrow) != protocol(wide) {
		return false
	}
	switch {
	case wide.Port == nil:
		return true
	case narrow.Port == nil || narrow.Port.Type != wide.Port.Type:
		return false
	case wide.Port.Type == intstr.String:
		return narrow.Port.StrVal == wide.Port.StrVal
	}
	return wide.Port.IntVal <= narrow.Port.IntVal && last(narrow) <= last(wide)
}

func last(p *networkingv1.NetworkPolicyPort) int32 {
	if p.EndPort != nil {
		return *p.EndPort
	}
	return p.Port.IntVal
}

func protocol(p *networkingv1.NetworkPolicyPort) corev1.Protocol {
	if p.Protocol == nil {
		return corev1.ProtocolTCP
	}
	return *p.Protocol
}
