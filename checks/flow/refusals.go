package flow

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
	"github.com/netwhy/netwhy/checks/reach"
)

// refusals are the queries that Cilium's DNS proxy did not let through.
func refusals(all seen) seen {
	return all.keep(func(f *hubble.Flow) bool {
		return f.DNS != nil && f.DNS.Query != "" && f.Event == hubble.L7 && f.Verdict == hubble.Dropped
	})
}

// judgeRefusals has groups of refused queries judged, where the workload's pods
// have any, and passes where no judge finds fault.
func judgeRefusals(c *checks.Context, alike func(*hubble.Flow) string, judge func(c *checks.Context, all, alike seen), well string) {
	all := queries(c).keep(func(f *hubble.Flow) bool { return f.DNS != nil })
	if blind(c, all) {
		return
	}
	refused := refusals(all)
	if len(refused.rows) == 0 {
		nothing(c, all, "no query was refused")
		return
	}
	for _, group := range refused.apart(alike) {
		judge(c, all, group)
	}
	nothing(c, all, well)
}

// dnsSide is what the policies that select a pod say of its queries; the zero
// value where that is not known, or where another server than CoreDNS is asked.
func dnsSide(c *checks.Context, f *hubble.Flow) (none reach.Side) {
	from, to := podAt(f.Client, evidence.Pods.Of(c)), podAt(f.Server, evidence.CoreDNSPods.Of(c))
	if from == nil || to == nil {
		return none
	}
	_, side := sideOf(c, c, f, reach.PodEnd(from), reach.PodEnd(to), from, false)
	return side
}
