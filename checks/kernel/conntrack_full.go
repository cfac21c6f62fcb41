package kernel

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// ConntrackFull finds a node whose table of connections has no room for new ones.
var ConntrackFull = &checks.Check{
	ID:     "kernel.conntrack-full",
	Asks:   "Has the node's table of connections room for new ones?",
	Why:    "When the table is full the first packet of every new connection is dropped, while those that are open go on: some calls work, others time out.",
	Limits: "Ubuntu's kernels do not count what the table refused: there only how full it is decides. Cilium has tables of its own, which are not these.",
	Refs: []string{
		"net/netfilter/nf_conntrack_core.c __nf_conntrack_alloc, early_drop, v6.12",
		"https://docs.kernel.org/networking/nf_conntrack-sysctl.html",
		"https://learn.microsoft.com/azure/aks/custom-node-configuration-reference",
	},
	For:   checks.Losses(),
	Also:  checks.Beyond(),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says:    enlarge,
		Changes: netns.NewPoolChanges,
		Fix:     []string{netns.Cordon},
		AKS:     []string{netns.NewPool, setMax},
		Verify:  []string{seePods, seeConnections},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		t, ok := tracked(c, n)
		if !ok || !t.filled(c) {
			return
		}
		drop, known := t.moved("drop")
		failed, _ := t.moved("insert_failed") // counted as a drop too, and another question
		early, _ := t.moved("early_drop")
		lost := drop - min(drop, failed)
		what := fmt.Sprintf("it dropped %d packets in %s for lack of an entry (drop), and threw out %d half-open connections (early_drop)", lost, netns.Lasted(t.Scope), early)
		if !known {
			what = "what it dropped is not told"
		}
		switch {
		case t.over(90), t.over(75) && lost > 0:
			c.Fail("the table of connections holds %s; %s", t.fill(), what)
		case lost > 0:
			c.Unknown("the table of connections holds %s now, but %s: whether it will be full again is not known", t.fill(), what)
		default:
			c.Pass("the table of connections holds %s; %s", t.fill(), what)
		}
	},
}
