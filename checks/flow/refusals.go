package flow

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
	"github.com/netwhy/netwhy/checks/reach"
	"github.com/netwhy/netwhy/checks/ruleset"
	corev1 "k8s.io/api/core/v1"
)

// refusals are the queries that Cilium's DNS proxy did not let through.
func refusals(all seen) seen {
	return all.keep(func(f *hubble.Flow) bool {
		return f.DNS != nil && f.DNS.Query != "" && f.Event == hubble.L7 && f.Verdict == hubble.Dropped
	})
}

// dnsSide is what the policies that select a pod say of its queries; the zero
// value where that is not known, or where another server than CoreDNS is asked.
func dnsSide(c *checks.Context, f *hubble.Flow) (none reach.Side) {
	from, to := podAt(f.Client, evidence.Pods.Of(c)), podAt(f.Server, evidence.CoreDNSPods.Of(c))
	if from == nil || to == nil || f.Port > 65535 {
		return none
	}
	set, err := ruleset.Of(c, c, nil)
	if err != nil || set.Rules.Dataplane != reach.Cilium {
		return none
	}
	return set.Side(reach.PodEnd(from), reach.PodEnd(to), reach.Port{Protocol: corev1.Protocol(f.Protocol), Number: uint16(f.Port)}, from, false)
}
