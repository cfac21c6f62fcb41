package kernel

import (
	"time"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// CPUPressure finds a node whose programs wait for processors.
var CPUPressure = &checks.Check{
	ID:     "kernel.cpu-pressure",
	Asks:   "Do the node's programs get a processor when they need one?",
	Why:    "A program that waits for a processor reads its sockets late: calls are slow, queues and buffers fill, probes time out.",
	Limits: "Says that somebody waited, not who; a pod at its own CPU limit waits, too, on a node with processors to spare.",
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
		Says:   "Set the requests of pods to what they use, so that fewer share the node; raise CPU limits that pods run into; or use a larger size of machine.",
		Verify: []string{"kubectl top node {{.name}}", netns.OnNode + "'cat /proc/pressure/cpu'"},
	},
	Eval: func(c *checks.Context) { stalled(c, "cpu", "some_us", 60, "some program waited for a processor") },
}

// stalled judges the share of a window during which programs waited for a resource.
func stalled(c *checks.Context, resource, counter string, percent float64, what string) {
	n, looked := netns.Examined(c)
	if !looked {
		return
	}
	s := n.Window.Scope(sample.Pressure, resource)
	waited, known := n.Window.Delta(s, counter)
	switch why := n.Window.Partial[sample.Pressure]; {
	case !known && why != "":
		c.Unknown("the node's probe could not read how long programs wait: %s", why)
		return
	case !known || s.Interval() == 0:
		c.Unknown("the node's probe does not tell how long programs wait for %s", resource)
		return
	}
	during := time.Duration(waited) * time.Microsecond
	share := netns.Percent(during.Seconds(), s.Interval().Seconds())
	if 100*during.Seconds() > percent*s.Interval().Seconds() {
		c.Fail("%s during %s of %s (/proc/pressure/%s)", what, share, netns.Lasted(s), resource)
		return
	}
	c.Pass("%s during %s of %s (/proc/pressure/%s)", what, share, netns.Lasted(s), resource)
}
