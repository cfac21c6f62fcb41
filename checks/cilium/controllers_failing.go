package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// ControllersFailing finds an agent that fails at some of its duties.
var ControllersFailing = &checks.Check{
	ID:     "cilium.controllers-failing",
	Asks:   "Do all controllers of the node's agent succeed?",
	Why:    "Controllers keep the agent's view up to date: endpoints, nodes, addresses, maps. One that fails all the time leaves its part as it was.",
	Limits: "Which they are, only the agent's log or cilium-dbg status tells. Many repair themselves.",
	Refs:   []string{"https://docs.cilium.io/en/stable/observability/metrics/#controllers", "cilium v1.20.2 pkg/metrics/status.go"},
	For:    []checks.Symptom{checks.HealthReview},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.PacketLoss, checks.PolicyReview),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  metered(),
	Remedy: checks.Remedy{Says: "See in the agent's log which fails, and why.", Verify: []string{seeAgent}},
	Eval: func(c *checks.Context) {
		m := counted(c, "cilium_controllers_failing")
		if m == nil {
			return
		}
		failing := 0.0
		for _, s := range m.Of("cilium_controllers_failing") {
			failing += s.Both()
		}
		if failing > 0 {
			c.Fail("%s failing in both of two readings", checks.Count(int(failing), "controller"))
			return
		}
		c.Pass("no controller was failing all the time")
	},
}
