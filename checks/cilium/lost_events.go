package cilium

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// LostEvents finds a node of which Hubble does not see all flows.
var LostEvents = &checks.Check{
	ID:     "cilium.lost-events",
	Asks:   "Does Hubble see all flows of the node?",
	Why:    "Where events are lost, that a flow was not seen does not mean that there was none.",
	Limits: "Only some seconds are looked at.",
	Refs:   []string{"https://docs.cilium.io/en/stable/observability/metrics/#lost-events", "cilium v1.20.2 pkg/hubble/metrics/metrics.go"},
	Also:   append(checks.Losses(), append(checks.Beyond(), checks.PolicyReview)...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  metered(),
	Remedy: checks.Remedy{
		Says:   "Narrow the question, or let Hubble see less (monitor-aggregation) or keep more (hubble-event-buffer-capacity, hubble-event-queue-size)." + managedByAKS,
		Verify: []string{seeConfig},
	},
	Eval: func(c *checks.Context) {
		const family, flows = "hubble_lost_events_total", "hubble_flows_processed_total"
		list := evidence.CiliumMetrics.Of(c)
		switch {
		case len(list) == 0:
			c.Skip("the cluster has no DaemonSet kube-system/cilium")
			return
		case !list[0].Has(family) && !list[0].Has(flows):
			why := list[0].Missing["hubble"]
			if why == "" {
				why = "it tells nothing of flows"
			}
			c.Unknown("Hubble's metrics were not read: %s", why)
			return
		}
		var lost []string
		for _, s := range list[0].Of(family) {
			if s.Labels["source"] == "hubble_ring_buffer" {
				continue // overwritten before some reader came to it: others have seen it
			}
			if moved := s.Moved(); moved > 0 {
				lost = append(lost, fmt.Sprintf("%s +%.0f", s.Labels["source"], moved))
			}
		}
		if len(lost) > 0 {
			c.Fail("Hubble lost events in %.0f s: %s", list[0].Seconds, checks.Names(lost))
			return
		}
		c.Pass("Hubble lost no event in %.0f s", list[0].Seconds)
	},
}
