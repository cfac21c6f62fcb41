package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// NeighbourFilling finds a table of hardware addresses that is getting full.
var NeighbourFilling = &checks.Check{
	ID:     "kernel.neighbour-filling",
	Asks:   "Is the node's neighbour table less than three quarters full?",
	Why:    "A table that is nearly full forgets addresses that are in use, and asks for them again all the time; when it is full, some peers cannot be reached.",
	Limits: "Entries that were set for ever do not count against the limit, and are left out as far as the probe lists them.",
	Refs: []string{
		"net/core/neighbour.c neigh_forced_gc, v6.12",
		"https://docs.kernel.org/networking/ip-sysctl.html (gc_thresh3)",
	},
	Also:   []checks.Symptom{checks.Intermittent, checks.PacketLoss, checks.HealthReview},
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{
		Says:    enlargeNeighbours,
		Changes: netns.NewPoolChanges,
		AKS:     []string{netns.NewPool, setNeighbours},
		Verify:  []string{seeNeighbours},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		for _, t := range tables(c, n) {
			share := netns.Percent(float64(t.entries), float64(t.limit))
			switch {
			case !t.limited:
				c.Unknown("how full the neighbour table of %s is, is not told", t.Name)
			case 100*t.entries > 75*t.limit:
				c.Fail("the neighbour table of %s holds %d of %d addresses (%s)", t.Name, t.entries, t.limit, share)
			default:
				c.Pass("the neighbour table of %s holds %d of %d addresses (%s)", t.Name, t.entries, t.limit, share)
			}
		}
	},
}
