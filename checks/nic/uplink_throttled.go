package nic

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// UplinkThrottled finds a limit that somebody set on a node's link, and that holds
// packets back.
var UplinkThrottled = &checks.Check{
	ID:   "nic.uplink-throttled",
	Asks: "Is the node's link free of a limit that holds packets back?",
	Why: "A queueing discipline that shapes (tbf, htb, netem) delays all that leaves the node, and drops what does not fit into its queue: " +
		"short answers arrive in time, long ones do not.",
	Limits: "The limit itself is not told, nor those that Azure sets for the size of the machine. What arrives at the node may be limited elsewhere.",
	Refs: []string{
		"https://man7.org/linux/man-pages/man8/tc-tbf.8.html",
		"net/sched/sch_tbf.c tbf_dequeue (overlimits), v6.12",
	},
	For:   []checks.Symptom{checks.PacketLoss, checks.Latency},
	Also:  append(checks.Beyond(), checks.ConnectionTimeout, checks.Intermittent, checks.HealthReview),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says:    "Take the limit away, or raise it, after asking who set it: nothing on an AKS node sets one by itself.",
		Changes: "The command puts the kernel's own queue in the limit's place: whoever relied on the limit is without it.",
		AKS:     []string{netns.OnNode + `'tc qdisc del dev "$1" root' --parameters {{.device}}`},
		Verify:  []string{"kubectl describe node {{.name}}", seeQueues},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		c.Skip("no queue in front of a device that leads out of the node limits anything")
		leads := leading(n)
		for _, q := range queues(c, n) {
			if q.shaper != "" && leads(q) {
				throttled(c, q)
			}
		}
	},
}

// binds says that a limit delays what leaves: a queue stands now, or half of
// all packets were held back.
func (q queue) binds() bool {
	return q.overlimits > 0 && (q.waiting >= 10 || q.packets >= 50 && 2*q.overlimits >= q.packets)
}

func throttled(c *checks.Context, q queue) {
	level := netns.Limit{Percent: 0.1, Least: 3}.Weigh(q.drops, q.drops+q.packets)
	switch {
	case !q.told:
		c.Unknown("the queue in front of %s is new (%s): what it held back is not known", q.device, q.shaper)
	case level == netns.Still && q.shaper == "netem":
		c.Unknown("netem, which plays a bad network, stands in front of %s and lost nothing; by how much it delays packets is not told (%s)", q.device, q.standing())
	case level == netns.Still && !q.binds():
		c.Pass("the limit in front of %s (%s) lost nothing, held packets back %s, and %s", q.device, q.shaper, checks.Count(int(q.overlimits), "time"), q.standing())
	default:
		if level == netns.Still {
			level = netns.Grave // delay, even if nothing is lost
		}
		c.Set("device", q.device)
		level.Say(c, "the limit in front of %s (%s) held packets back %s and dropped %s; %s", q.device, q.shaper, checks.Count(int(q.overlimits), "time"), q.amount(), q.standing())
	}
}
