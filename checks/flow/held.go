package flow

import (
	"net/netip"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
	"github.com/netwhy/netwhy/checks/reach"
	"github.com/netwhy/netwhy/checks/ruleset"
	corev1 "k8s.io/api/core/v1"
)

// held is what the policies, as they were read, say of the side of a path where
// a packet was dropped; the zero value where that is not known.
type held func(c *checks.Context, f *hubble.Flow) reach.Side

// heldAgainst are the policies that a caller's drops are held against: what was
// dropped may be allowed by now.
func heldAgainst(more ...evidence.Need) []evidence.Need {
	return append(ruleset.Enforced(more...), ruleset.OfNamespace()...)
}

// callHeldAgainst are those of both ends of a call.
func callHeldAgainst() []evidence.Need {
	return append(heldAgainst(evidence.Require(evidence.Pods).AtCallee()), ruleset.AtCallee(ruleset.OfNamespace())...)
}

// toService holds a drop between the pods of a call against their policies.
func toService(c *checks.Context, f *hubble.Flow) (none reach.Side) {
	from, to := podAt(f.Client, evidence.Pods.Of(c)), podAt(f.Server, evidence.Pods.Of(c.There()))
	switch {
	case from == nil || to == nil:
		return none
	case f.Direction == "ingress":
		return hold(c, c.There(), f, reach.PodEnd(from), reach.PodEnd(to), to)
	}
	return hold(c, c, f, reach.PodEnd(from), reach.PodEnd(to), from)
}

// toDNS holds a dropped query against the policies of the pod that asks. Those
// of the DNS pods are not read.
func toDNS(c *checks.Context, f *hubble.Flow) (none reach.Side) {
	from, to := podAt(f.Client, evidence.Pods.Of(c)), podAt(f.Server, evidence.CoreDNSPods.Of(c))
	if from == nil || to == nil || f.Direction == "ingress" {
		return none
	}
	return hold(c, c, f, reach.PodEnd(from), reach.PodEnd(to), from)
}

// toHost holds a drop on the way out against the caller's policies. What is
// allowed by the host's name alone is open only once Cilium saw the name looked
// up, so only what is open to the address counts.
func toHost(c *checks.Context, f *hubble.Flow) (none reach.Side) {
	from := podAt(f.Client, evidence.Pods.Of(c))
	address, err := netip.ParseAddr(f.Server.IP)
	if from == nil || err != nil || f.Direction == "ingress" {
		return none
	}
	return hold(c, c, f, reach.PodEnd(from), reach.AddressEnd(address.Unmap()), from)
}

// hold judges a side where a policy dropped something.
func hold(c *checks.Context, end evidence.Reader, f *hubble.Flow, from, to reach.End, governed *corev1.Pod) (none reach.Side) {
	if f.Direction == "" || f.Group() != hubble.ByPolicy {
		return none
	}
	ingress := f.Direction == "ingress"
	set, side := sideOf(c, end, f, from, to, governed, ingress)
	if set == nil || aged(c, set, side, ingress) {
		return none
	}
	return side
}

// sideOf judges a side of a flow's way by the policies of an end, where Cilium
// enforces them; the set is nil where it does not.
func sideOf(c *checks.Context, end evidence.Reader, f *hubble.Flow, from, to reach.End, governed *corev1.Pod, ingress bool) (set *ruleset.Set, side reach.Side) {
	set, err := ruleset.Of(c, end, nil)
	if err != nil || set.Rules.Dataplane != reach.Cilium || f.Port > 65535 {
		return nil, side
	}
	return set, set.Side(from, to, reach.Port{Protocol: corev1.Protocol(f.Protocol), Number: uint16(f.Port)}, governed, ingress)
}

// podAt is the pod that an end was seen to be, if it is there still.
func podAt(e hubble.End, pods []corev1.Pod) *corev1.Pod {
	for i := range pods {
		if pods[i].Namespace == e.Namespace && pods[i].Name == e.Pod {
			return &pods[i]
		}
	}
	return nil
}
