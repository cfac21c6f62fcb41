package node

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// Pressure finds a node that runs out of memory, disk or process numbers.
var Pressure = &checks.Check{
	ID:     "node.pressure",
	Asks:   "Has the node memory, disk and process numbers to spare?",
	Why:    "Under pressure the kubelet evicts pods, and whatever runs on gets slow: calls fail now and then.",
	Limits: "The conditions follow the kubelet's eviction thresholds; a node may be slow long before.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#node-conditions"},
	Also:   append(checks.Unreachable(), checks.Latency, checks.PacketLoss),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.NodeObject)},
	Remedy: checks.Remedy{
		Says:   "Move pods off the node, set their requests to what they use, or use larger machines.",
		Verify: []string{"kubectl top node {{.name}}", "kubectl describe node {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		node := subject(c)
		if node == nil {
			return
		}
		kinds := []corev1.NodeConditionType{corev1.NodeMemoryPressure, corev1.NodeDiskPressure, corev1.NodePIDPressure}
		if list := raised(node, kinds); len(list) > 0 {
			c.Fail("the kubelet reports %s", strings.Join(list, ", "))
			return
		}
		for _, kind := range kinds {
			if condition(node, kind) == nil {
				c.Unknown("the node has no condition %s", kind)
			}
		}
		c.Pass("the kubelet reports no pressure on memory, disk or process numbers")
	},
}
