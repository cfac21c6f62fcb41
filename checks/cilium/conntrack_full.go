package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// ConntrackFull finds a node on which Cilium has no room for new connections.
var ConntrackFull = &checks.Check{
	ID:     "cilium.conntrack-full",
	Asks:   "Has Cilium's table of connections on the node room for new ones?",
	Why:    "Cilium tracks connections in tables of its own. When no entry can be made the first packet of a connection is dropped: some calls work, others time out.",
	Limits: "How full a table is, the agent tells only after it has cleared it, minutes apart.",
	Refs:   []string{"https://docs.cilium.io/en/stable/network/ebpf/maps/", "cilium v1.20.2 pkg/monitor/api/drop.go; pkg/maps/ctmap"},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Needs:  metered(),
	Remedy: checks.Remedy{
		Says:    "Spread the pods with many short connections over more or larger nodes, since the tables grow with memory (bpf-map-dynamic-size-ratio); let clients keep connections open." + managedByAKS,
		Changes: "The command only keeps new pods off the node, until kubectl uncordon.",
		Fix:     []string{"kubectl cordon {{.name}}"},
		Verify:  []string{"kubectl get pods -A -o wide --field-selector spec.nodeName={{.name}}", seeAgent},
	},
	Eval: func(c *checks.Context) {
		if m := counted(c, forwardsFamily); m != nil {
			full := tables(m, "ct4_", "ct6_", "ct_any")
			dropped(m, []string{"CT: Map insertion failed", "No conntrack map found"}).judge(c, "no entry could be made; tables: "+told(full))
		}
	},
}
