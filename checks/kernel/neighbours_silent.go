package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// NeighboursSilent finds a node that sends to neighbours which do not answer.
var NeighboursSilent = &checks.Check{
	ID:     "kernel.neighbours-silent",
	Asks:   "Do the neighbours answer to which the node sends?",
	Why:    "What waits for the hardware address of a neighbour is thrown away when that does not answer: the neighbour is gone, or the way to it is cut.",
	Limits: "A program that tries addresses which nobody has looks the same, such as one that scans a network.",
	Refs: []string{
		"net/core/neighbour.c __neigh_event_send (unresolved_discards), v6.12",
		"https://man7.org/linux/man-pages/man8/ip-neighbour.8.html",
	},
	Also:   append(checks.Losses(), checks.EgressBlocked),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{
		Says:   "Look whose addresses they are: nodes that were removed, or machines of the subnet that are down. If a program tries them one after the other, find it.",
		Verify: []string{"kubectl get nodes -o wide", seeNeighbours},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		var silent []string
		for _, state := range []string{"FAILED", "INCOMPLETE"} {
			for _, entry := range unusual(c, n, state) {
				silent = append(silent, entry.Address)
			}
		}
		for _, s := range n.Rows(c, sample.Neighbour) {
			lost, known := n.Window.Delta(s, "unresolved_discards")
			switch {
			case !known:
				c.Unknown("what the neighbour table of %s threw away is not told", s.Name)
			case per(lost, s) > 1 && len(silent) > 0:
				c.Fail("the neighbour table of %s threw away %d packets in %s (unresolved_discards); without an answer are %s", s.Name, lost, netns.Lasted(s), checks.Names(silent))
			default:
				c.Pass("the neighbour table of %s threw away %d packets in %s for want of an answer", s.Name, lost, netns.Lasted(s))
			}
		}
	},
}
