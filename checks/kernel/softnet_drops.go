package kernel

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// SoftnetDrops finds a processor whose backlog of packets overflows.
var SoftnetDrops = &checks.Check{
	ID:     "kernel.softnet-drops",
	Asks:   "Do the processors keep up with the packets that wait for them?",
	Why:    "Packets that are handed to a processor faster than it works them off are dropped when its backlog is full, those of all pods alike.",
	Limits: "A device with a queue of its own does not use the backlog: what it loses is told by its ring.",
	Refs: []string{
		"net/core/dev.c enqueue_to_backlog; net/core/net-procfs.c softnet_seq_show, v6.12",
		"https://learn.microsoft.com/azure/aks/custom-node-configuration-reference",
	},
	For:   checks.Losses(),
	Also:  checks.Beyond(),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says: `Spread the packets over more processors first; if they are, make the backlog longer: a node pool whose linuxosconfig.json says {"sysctls": {"netCoreNetdevMaxBacklog": 5000}}. ` +
			"A longer backlog trades loss for delay.",
		Changes: netns.NewPoolChanges,
		Fix:     []string{netns.Cordon},
		AKS:     []string{netns.NewPool},
		Verify:  []string{"kubectl top node {{.name}}", netns.OnNode + "'cat /proc/net/softnet_stat; sysctl net.core.netdev_max_backlog'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		var dropped, processed, limited uint64
		var names []string
		var last *sample.Scope
		for _, cpu := range n.Rows(c, sample.CPU) {
			moved, known := n.Window.Delta(cpu, "dropped")
			if !known {
				c.Unknown("what the backlog of processor %s dropped is not known", cpu.Name)
				continue
			}
			worked, _ := n.Window.Delta(cpu, "processed")
			flows, _ := n.Window.Delta(cpu, "flow_limit") // charged to whoever hands the packet over
			dropped, processed, limited, last = dropped+moved, processed+worked, limited+flows, cpu
			if moved > 0 {
				names = append(names, fmt.Sprintf("%s +%d", cpu.Name, moved))
			}
		}
		if last == nil {
			return
		}
		why := ""
		if backlog := n.Window.Sysctls["net.core.netdev_max_backlog"]; backlog != "" {
			why = fmt.Sprintf("; the backlog takes %s packets", backlog)
		}
		if limited > 0 {
			why += fmt.Sprintf(", and %d were dropped for their flow alone (flow_limit)", limited)
		}
		level := netns.Limit{Percent: 100, Of: 1000}.Weigh(dropped, dropped+processed)
		if per(dropped, last) > 10 {
			level = netns.Grave
		}
		if level.Say(c, "the backlogs dropped %s: processors %s%s", netns.Amount(dropped, dropped+processed, last), checks.Names(names), why) == netns.Still {
			c.Pass("no backlog dropped any of %d packets in %s", processed, netns.Lasted(last))
		}
	},
}
