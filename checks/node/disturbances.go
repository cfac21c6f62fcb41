package node

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// Disturbances finds a node with maintenance ahead or with daemons that
// restart often.
var Disturbances = &checks.Check{
	ID:     "node.disturbances",
	Asks:   "Is the node left in peace, by Azure's maintenance and by its own daemons?",
	Why:    "A freeze stops the machine for seconds, a reboot or redeployment for minutes; daemons that restart often miss probes: calls fail now and then.",
	Limits: "Of a maintenance that is over nothing is left to see.",
	Refs:   []string{"https://learn.microsoft.com/azure/aks/node-problem-detector", "https://learn.microsoft.com/azure/virtual-machines/linux/scheduled-events"},
	Also:   []checks.Symptom{checks.Intermittent, checks.ConnectionTimeout, checks.PacketLoss, checks.Latency, checks.HealthReview},
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.NodeObject)},
	Remedy: checks.Remedy{
		Says:   "Let workloads survive the loss of a node: several replicas, spread, with a disruption budget; find out why daemons restart.",
		Verify: []string{"kubectl describe node {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		node := subject(c)
		if node == nil {
			return
		}
		if list := raised(node, passing); len(list) > 0 {
			c.Fail("node problem detector reports %s", strings.Join(list, ", "))
			return
		}
		for _, kind := range passing {
			if condition(node, kind) != nil {
				c.Pass("no maintenance is scheduled, no daemon restarts often")
				return
			}
		}
		c.Skip("node problem detector does not report on this node")
	},
}

// passing are the conditions that come and go and leave the node usable.
var passing = []corev1.NodeConditionType{
	"VMEventScheduled", "FrequentKubeletRestart", "FrequentContainerdRestart", "FrequentDockerRestart",
}
