package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// MemoryPressure finds a node whose programs all wait for memory.
var MemoryPressure = &checks.Check{
	ID:     "kernel.memory-pressure",
	Asks:   "Do the node's programs run without waiting for memory?",
	Why:    "While all programs wait for memory nothing is answered, and the kernel drops packets that it finds no memory for.",
	Limits: "Says that all waited at once, not who uses the memory; a pod at its own limit waits alone.",
	Refs: []string{
		"https://docs.kernel.org/accounting/psi.html",
		"kernel/sched/psi.c, v6.12",
	},
	Also:   []checks.Symptom{checks.Latency, checks.PacketLoss, checks.Intermittent, checks.ConnectionTimeout, checks.HealthReview},
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{
		Says:   "Set the memory requests and limits of pods to what they use, so that fewer share the node, or use a larger size of machine.",
		Verify: []string{"kubectl top node {{.name}}", netns.OnNode + "'cat /proc/pressure/memory'"},
	},
	Eval: func(c *checks.Context) { stalled(c, "memory", "full_us", 5, "all programs waited for memory") },
}
