package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// ConntrackFilling finds a table of connections that is getting full.
var ConntrackFilling = &checks.Check{
	ID:     "kernel.conntrack-filling",
	Asks:   "Is the node's table of connections less than three quarters full?",
	Why:    "A burst of connections fills what is left, and from then on every new connection is refused.",
	Limits: "Says how full the table is now, not how full it gets.",
	Refs: []string{
		"https://docs.kernel.org/networking/nf_conntrack-sysctl.html",
		"https://github.com/prometheus/node_exporter/tree/master/docs/node-mixin",
	},
	Also:   []checks.Symptom{checks.Intermittent, checks.ConnectionTimeout, checks.HealthReview},
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{
		Says:    enlarge,
		Changes: netns.NewPoolChanges,
		AKS:     []string{netns.NewPool, setMax},
		Verify:  []string{seeConnections},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		t, ok := tracked(c, n)
		switch {
		case !ok || !t.filled(c):
		case t.over(75):
			c.Fail("the table of connections holds %s", t.fill())
		default:
			c.Pass("the table of connections holds %s", t.fill())
		}
	},
}
