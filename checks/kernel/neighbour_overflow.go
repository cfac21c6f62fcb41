package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// NeighbourOverflow finds a node whose table of hardware addresses is full.
var NeighbourOverflow = &checks.Check{
	ID:     "kernel.neighbour-overflow",
	Asks:   "Has the node's neighbour table room for new addresses?",
	Why:    "What is for an address that finds no place in the table is dropped: of many peers some cannot be reached, and others at other times.",
	Limits: "Only the network namespace of the machine itself has these counters.",
	Refs: []string{
		"net/core/neighbour.c neigh_alloc (table_fulls), v6.12",
		"https://docs.kernel.org/networking/ip-sysctl.html (gc_thresh3)",
		"https://learn.microsoft.com/azure/aks/custom-node-configuration-reference",
	},
	For:   []checks.Symptom{checks.PacketLoss},
	Also:  append(checks.Beyond(), checks.ConnectionTimeout, checks.Intermittent, checks.Latency, checks.HealthReview),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says:    enlargeNeighbours,
		Changes: netns.NewPoolChanges,
		Fix:     []string{netns.Cordon},
		AKS:     []string{netns.NewPool, setNeighbours},
		Verify:  []string{seePods, seeNeighbours},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		for _, t := range tables(c, n) {
			fulls, known := n.Window.Delta(t.Scope, "table_fulls")
			switch {
			case !known:
				c.Unknown("whether the neighbour table of %s was full is not told", t.Name)
			case fulls == 0:
				c.Pass("the neighbour table of %s had room (table_fulls +0)", t.Name)
			case t.limited && 2*t.entries < t.limit:
				c.Unknown("the neighbour table of %s refused a new address %s in %s (table_fulls), but holds %d of %d now: whether it will be full again is not known",
					t.Name, times(fulls), netns.Lasted(t.Scope), t.entries, t.limit)
			default:
				c.Fail("the neighbour table of %s refused a new address %s in %s (table_fulls), and holds %d of %d (gc_thresh3)",
					t.Name, times(fulls), netns.Lasted(t.Scope), t.entries, t.limit)
			}
		}
	},
}
