package policy

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/netwhy/netwhy/checks/kube"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// extent is what a rule allows, read so that it can be held against thousands.
type extent struct {
	rule
	policy *networkingv1.NetworkPolicy
	pods   []string // what the policy asks of the pods that it selects
	spans  []span
}

// span is who a peer of a rule is: a block, or what is asked of pods and of
// their namespaces.
type span struct {
	block            *networkingv1.IPBlock
	prefix           netip.Prefix
	everywhere       bool // in other namespaces, too
	pods, namespaces []string
}

func extentOf(p *networkingv1.NetworkPolicy, r rule) extent {
	e := extent{rule: r, policy: p, pods: requirements(&p.Spec.PodSelector)}
	for _, peer := range r.peers {
		s := span{block: peer.IPBlock, everywhere: peer.NamespaceSelector != nil, pods: requirements(peer.PodSelector), namespaces: requirements(peer.NamespaceSelector)}
		if s.block != nil {
			s.prefix = block(s.block.CIDR)
		}
		e.spans = append(e.spans, s)
	}
	return e
}

// covers reports whether a rule surely allows all that another of the same
// namespace allows, to all pods that the other's policy selects.
func (e *extent) covers(narrow *extent) bool {
	return e.way == narrow.way && within(e.pods, narrow.pods) && all(narrow.spans, e.spans, spanWithin) && all(narrow.ports, e.ports, portWithin)
}

// all reports whether each of some lies within one of others; no others are
// anything, and none of some is so, too.
func all[T any](some, others []T, within func(narrow, wide *T) bool) bool {
	for i := range some {
		found := len(others) == 0
		for k := range others {
			found = found || within(&some[i], &others[k])
		}
		if !found {
			return false
		}
	}
	return len(some) > 0 || len(others) == 0
}

// within reports whether a selector asks for nothing that another does not.
func within(wide, narrow []string) bool {
	return !slices.ContainsFunc(wide, func(r string) bool { return !slices.Contains(narrow, r) })
}

func requirements(s *metav1.LabelSelector) (list []string) {
	if s == nil {
		return nil
	}
	for key, value := range s.MatchLabels {
		list = append(list, fmt.Sprintf("%q is %q", key, value))
	}
	for _, e := range s.MatchExpressions {
		list = append(list, string(text(e)))
	}
	return list
}

func spanWithin(narrow, wide *span) bool {
	switch {
	case narrow.block != nil || wide.block != nil:
		return narrow.block != nil && wide.block != nil && blockWithin(narrow, wide)
	case narrow.everywhere && !wide.everywhere:
		return false
	case !narrow.everywhere && len(wide.namespaces) > 0:
		return false // whether they are those of the policy's own namespace is not known here
	}
	return within(wide.namespaces, narrow.namespaces) && within(wide.pods, narrow.pods)
}

// blockWithin reports whether a block lies within another, and all that the
// other leaves out is left out of it, too.
func blockWithin(narrow, wide *span) bool {
	return narrow.prefix.IsValid() && wide.prefix.IsValid() && wide.prefix.Bits() <= narrow.prefix.Bits() && wide.prefix.Contains(narrow.prefix.Addr()) &&
		!slices.ContainsFunc(wide.block.Except, func(e string) bool { return !slices.Contains(narrow.block.Except, e) })
}

func portWithin(narrow, wide *networkingv1.NetworkPolicyPort) bool {
	if kube.ProtocolOf(narrow.Protocol) != kube.ProtocolOf(wide.Protocol) {
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

// block is a block of addresses as it is written, the zero value if it is none.
func block(text string) netip.Prefix {
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}
