package flow

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// RingLong finds nodes that forget flows within seconds.
var RingLong = &checks.Check{
	ID:     "flow.ring-long",
	Asks:   "Do the flows that nodes keep reach back far enough?",
	Why:    "A node keeps its last 4,095 flows: at 1,000 a second, what happened five seconds ago is forgotten.",
	Limits: "Held against the time that was asked for (--flows-since).",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/cmdref/cilium-agent/", "pkg/hubble/container/ring.go, cilium v1.20"},
	Also:   checks.Symptoms(),
	Scope:  evidence.Cluster,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.HubbleView)},
	Remedy: checks.Remedy{
		Says:   "Let nodes keep more flows (hubble-event-buffer-capacity), or see fewer events; ask while it happens.",
		Verify: []string{"kubectl -n kube-system get configmap cilium-config -o yaml"},
	},
	Eval: func(c *checks.Context) {
		if inFiles(c) {
			return
		}
		each(c, "the flows of %s reach back far enough", func(n *hubble.Node, v hubble.View) string {
			since := n.Since()
			switch {
			case n.State != hubble.Connected:
				return ""
			case since.IsZero():
				c.Unknown("how far back the flows of node %s reach is not known", n.Name)
			case since.After(v.From) && n.Seen > n.Flows+1:
				return fmt.Sprintf("node %s keeps %d flows, and the oldest is %.0f s old", n.Name, n.Flows, v.Until.Sub(since).Seconds())
			}
			return ""
		})
	},
}
