package flow

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// EventsKept finds nodes that lose events before Hubble sees them.
var EventsKept = &checks.Check{
	ID:     "flow.events-kept",
	Asks:   "Does Hubble see every event of the datapath?",
	Why:    "A node with more events than its agent takes loses some, drops among them: their absence proves nothing.",
	Limits: "Of the time that was asked for (--flows-since).",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/_api/v1/flow/README/#losteventsource"},
	Also:   checks.Symptoms(),
	Scope:  evidence.Cluster,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.HubbleView)},
	Remedy: checks.Remedy{
		Says:   "Give the agent more processor time, or let it make fewer events (monitor-aggregation, hubble-event-queue-size).",
		Verify: []string{"kubectl -n kube-system get configmap cilium-config -o yaml", "kubectl -n kube-system get pods -l k8s-app=cilium -o wide --field-selector spec.nodeName={{.node}}"},
	},
	Eval: func(c *checks.Context) {
		each(c, "%s lost no event", func(n *hubble.Node, v hubble.View) string {
			if n.State != hubble.Connected {
				c.Unknown("what node %s lost is not known: it does not answer", n.Name)
			}
			for _, l := range v.Lost {
				if l.Node == n.Name && l.Events > 0 {
					return fmt.Sprintf("node %s lost %d events (%s)", n.Name, l.Events, l.Source)
				}
			}
			return ""
		})
	},
}
