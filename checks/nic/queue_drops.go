package nic

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// QueueDrops finds a node that sends more than its device takes.
var QueueDrops = &checks.Check{
	ID:   "nic.queue-drops",
	Asks: "Does the queue in front of the node's link have room for what the node sends?",
	Why: "A full queue drops what the node sends: to TCP that means to slow down, for UDP it is loss. " +
		"It is full when the device, or the host behind it, takes less than the node has to send.",
	Limits: "A few drops are how TCP finds the speed of a link. Queues that limit on purpose are another question.",
	Refs: []string{
		"net/sched/sch_generic.c, net/sched/sch_fq_codel.c, v6.12",
		"https://learn.microsoft.com/azure/virtual-network/virtual-machine-network-throughput",
	},
	For:   []checks.Symptom{checks.PacketLoss},
	Also:  append(checks.Beyond(), checks.Latency, checks.ConnectionTimeout, checks.Intermittent, checks.HealthReview),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says: "Take a size of machine with more bandwidth, or spread the pods that send most over more nodes; " +
			"bandwidth annotations keep single pods from filling the queue.",
		Changes: "The command only keeps new pods off the node, until kubectl uncordon.",
		Fix:     []string{netns.Cordon},
		Verify:  []string{"kubectl get --raw /api/v1/nodes/{{.name}}/proxy/metrics/cadvisor | grep -F container_network_transmit_bytes_total", seeQueues},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		c.Skip("no queue stands in front of a device that leads out of the node, or one limits on purpose")
		leads := leading(n)
		for _, q := range queues(c, n) {
			if q.shaper == "" && leads(q) {
				overflows(c, n, q)
			}
		}
	},
}

func overflows(c *checks.Context, n netns.Network, q queue) {
	if !q.told {
		c.Unknown("the queue in front of %s is new: what it dropped is not known", q.device)
		return
	}
	level := netns.Limit{Percent: 0.1, Least: 10, Of: 10000}.Weigh(q.drops, q.drops+q.packets)
	again, known := n.Delta("Tcp.RetransSegs")
	switch {
	case level == netns.Still:
		c.Pass("the queue in front of %s dropped nothing", q.device)
	case level == netns.Grave && q.waiting == 0 && (!known || again == 0):
		c.Unknown("the queue in front of %s dropped %s, but nothing waits now, and the node repeated no segment: whether it goes on is not known", q.device, q.amount())
	default:
		level.Say(c, "the queue in front of %s dropped %s; %s, and the node repeated %d segments", q.device, q.amount(), q.standing(), again)
	}
}
