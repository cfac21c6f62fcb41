package nic

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// QueueStalled finds a queue of a device that stood still for seconds.
var QueueStalled = &checks.Check{
	ID:     "nic.queue-stalled",
	Asks:   "Do the send queues of the node's devices keep moving?",
	Why:    "The kernel's watchdog resets a device whose queue has not moved for seconds: all that waited in it is late or lost, and it tends to happen again.",
	Limits: "Only mlx4 and virtio count it; others write it into the kernel's log.",
	Refs: []string{
		"net/sched/sch_generic.c dev_watchdog, v6.12",
		"drivers/net/virtio_net.c virtnet_tx_timeout, v6.12",
	},
	For:   []checks.Symptom{checks.PacketLoss, checks.Latency, checks.Intermittent},
	Also:  append(checks.Beyond(), checks.ConnectionTimeout, checks.HealthReview),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says:    "Keep new pods off the node and have its machine made anew on another host: drain the node and delete its machine.",
		Changes: "The command only keeps new pods off the node, until kubectl uncordon.",
		Fix:     []string{netns.Cordon},
		Verify:  []string{"kubectl get events --field-selector involvedObject.kind=Node,involvedObject.name={{.name}}", seeDriver},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		c.Skip("no device of the node has a driver that counts queues that stand still")
		quiet := each(c, n, counts, func(d device) bool {
			times, names := d.sum("error.", stalls)
			if times == 0 {
				return true
			}
			c.Set("device", d.Name)
			c.Fail("a queue of %s (%s) stood still for seconds, %s in %s: %s", d.Name, d.Facts["driver"], checks.Count(int(times), "time"), netns.Lasted(d.Scope), strings.Join(names, ", "))
			return false
		})
		if len(quiet) > 0 {
			c.Pass("no queue of %s stood still", checks.Names(quiet))
		}
	},
}

// counts reports whether a device counts queues that stand still.
func counts(d device) bool {
	for _, name := range []string{"tx_timeout", "tx_tx_timeouts", "tx%d_tx_timeouts", "tx_queue_%d_tx_timeouts"} {
		if d.has("error." + name) {
			return true
		}
	}
	return false
}
