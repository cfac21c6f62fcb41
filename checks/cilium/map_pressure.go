package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// MapPressure finds tables of the datapath that will soon be full.
var MapPressure = &checks.Check{
	ID:     "cilium.map-pressure",
	Asks:   "Have the tables of Cilium's datapath on the node room left?",
	Why:    "What does not fit into a table does not exist for the datapath: connections, backends of Services, pods of other nodes.",
	Limits: "Tables of connections may be full by design, and give up the oldest entries.",
	Refs:   []string{"https://docs.cilium.io/en/stable/network/ebpf/maps/", "https://docs.cilium.io/en/stable/observability/metrics/#ebpf"},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  metered(),
	Remedy: checks.Remedy{
		Says:   "Use larger nodes or fewer pods on each, or make the table larger." + managedByAKS,
		Verify: []string{seeAll, seeAgent},
	},
	Eval: func(c *checks.Context) {
		m := counted(c, pressureFamily)
		if m == nil {
			return
		}
		list := tables(m)
		var full []table
		for _, t := range list {
			if t.used >= 0.9 {
				full = append(full, t)
			}
		}
		if len(full) > 0 {
			c.Fail("nearly full: %s", told(full))
			return
		}
		c.Pass("none of %s is more than 90 %% full", checks.Count(len(list), "table"))
	},
}
