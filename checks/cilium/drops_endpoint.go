package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// DropsEndpoint finds packets dropped because a program is not in place.
var DropsEndpoint = &checks.Check{
	ID:     "cilium.drops-endpoint",
	Asks:   "Are the programs in place that carry the packets of the pods on the node?",
	Why:    "While the program of an endpoint is missing all its packets are dropped. That is normal for a second when a pod ends or an agent starts, and a fault when it lasts.",
	Limits: "Which pods the packets were for, the counter does not tell: flows would. Pods that end just then leave some packets behind; many of them do so all the time on a busy node.",
	Refs:   []string{"https://docs.cilium.io/en/stable/observability/metrics/#drops-forwards-l3-l4", "cilium v1.20.2 pkg/monitor/api/drop.go"},
	Also:   append(checks.Losses(), append(checks.Beyond(), checks.PolicyReview)...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Needs:  metered(),
	Remedy: checks.Remedy{
		Says:   "See in the agent log why programs could not be loaded; restart the agent of the node.",
		Verify: []string{seeAll, seeAgent},
	},
	Eval: func(c *checks.Context) {
		m := counted(c, forwardsFamily)
		if m == nil {
			return
		}
		l := dropped(m, endpointDrops)
		if stuck := unready(m); l.dropped > 0 && stuck == 0 {
			c.Unknown("Cilium on the node dropped %.0f packets (%s), but all its endpoints are ready: they may be for pods that have just ended", l.dropped, checks.Names(l.reasons))
			return
		}
		l.judge(c, "programs of endpoints are missing, and not all endpoints are ready")
	},
}

// unready is how many endpoints of a node were not ready in both readings.
func unready(m *evidence.AgentMetrics) (n float64) {
	for _, s := range m.Of("cilium_endpoint_state") {
		if s.Labels["endpoint_state"] != "ready" {
			n += s.Both()
		}
	}
	return n
}

// endpointDrops are packets for endpoints whose programs are not, or no longer, in place.
var endpointDrops = []string{"Endpoint policy program not available", "Missed tail call", "Host datapath not ready", "Stale or unroutable IP"}
