package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// BudgetSqueeze finds a processor that runs out of time for packets, and loses
// some.
var BudgetSqueeze = &checks.Check{
	ID:     "kernel.budget-squeeze",
	Asks:   "Have the processors time for all packets that they are given?",
	Why:    "A processor that used up its budget leaves packets for later (time_squeeze): that is delay, and with a backlog that overflows it is loss.",
	Limits: "Squeezes alone are no loss, however many: they are judged only beside drops of the same processor.",
	Refs: []string{
		"net/core/dev.c net_rx_action, v6.12",
		"https://docs.kernel.org/admin-guide/sysctl/net.html#netdev-budget",
	},
	Also:   []checks.Symptom{checks.PacketLoss, checks.Latency, checks.HealthReview},
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{
		Says: "Spread the packets over more processors (queues of the device, then RPS), or use a larger size of machine. " +
			"net.core.netdev_budget is no AKS setting: a privileged DaemonSet can set it.",
		Verify: []string{"kubectl top node {{.name}}", netns.OnNode + "'cat /proc/net/softnet_stat'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		var squeezes uint64
		for _, cpu := range n.Rows(c, sample.CPU) {
			squeezed, known := n.Window.Delta(cpu, "time_squeeze")
			dropped, also := n.Window.Delta(cpu, "dropped")
			switch {
			case !known || !also:
				c.Unknown("what processor %s counted is not known", cpu.Name)
			case per(squeezed, cpu) > 10 && dropped > 0:
				c.Fail("processor %s ran out of time for packets %s in %s (time_squeeze), and its backlog dropped %d", cpu.Name, times(squeezed), netns.Lasted(cpu), dropped)
			}
			squeezes += squeezed
		}
		c.Pass("no processor that ran out of time lost a packet (time_squeeze +%d)", squeezes)
	},
}
