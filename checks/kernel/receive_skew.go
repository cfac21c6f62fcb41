package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// ReceiveSkew finds a processor that does nearly all the work of receiving.
var ReceiveSkew = &checks.Check{
	ID:     "kernel.receive-skew",
	Asks:   "Is the work of receiving packets spread over the processors?",
	Why:    "One processor that receives for all is at its limit long before the machine is: packets wait, and are lost first there.",
	Limits: "With little traffic it does not matter: below 50,000 packets a second nothing is judged. Softirqs are counted, not the time that they take.",
	Refs: []string{
		"https://docs.kernel.org/networking/scaling.html",
		"fs/proc/softirqs.c, v6.12",
	},
	Also:   []checks.Symptom{checks.PacketLoss, checks.Latency, checks.HealthReview},
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{
		Says: "Give the device more queues and spread their interrupts, or let RPS spread packets: a privileged DaemonSet does that, no AKS setting. " +
			"A single flow stays on one processor whatever is set.",
		Verify: []string{"kubectl top node {{.name}}", netns.OnNode + "'grep -E \"CPU|NET_RX\" /proc/softirqs; cat /sys/class/net/*/queues/rx-*/rps_cpus'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		cpus := n.Rows(c, sample.CPU)
		if len(cpus) > 0 && len(cpus) < 4 {
			c.Skip("%s are too few to spread anything", checks.Count(len(cpus), "processor"))
		}
		if len(cpus) < 4 {
			return
		}
		var all, packets, dropped, most uint64
		var busiest *sample.Scope
		for _, cpu := range cpus {
			rx, known := n.Window.Delta(cpu, "net_rx")
			if !known {
				c.Unknown("what processor %s received is not known", cpu.Name)
				return
			}
			processed, _ := n.Window.Delta(cpu, "processed")
			all, packets = all+rx, packets+processed
			if busiest == nil || rx > most {
				busiest, most = cpu, rx
			}
		}
		dropped, _ = n.Window.Delta(busiest, "dropped")
		squeezed, _ := n.Window.Delta(busiest, "time_squeeze")
		share := netns.Percent(float64(most), float64(all))
		if 10*most > 7*all && per(packets, busiest) > 50000 {
			c.Fail("processor %s of %d did %s of the work of receiving %.0f packets a second (NET_RX); it dropped %d, and ran out of time %s",
				busiest.Name, len(cpus), share, per(packets, busiest), dropped, times(squeezed))
			return
		}
		c.Pass("processor %s of %d, the busiest, did %s of the work of receiving %.0f packets a second", busiest.Name, len(cpus), share, per(packets, busiest))
	},
}
