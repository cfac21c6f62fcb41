package node

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// ProblemDetector finds a node that AKS's node problem detector calls
// unavailable.
var ProblemDetector = &checks.Check{
	ID:     "node.problem-detector",
	Asks:   "Is the node free of lasting problems that node problem detector reports?",
	Why:    "These conditions stand for a node that cannot do its work: kubelet or containerd down, a file system gone bad, a kernel that hangs.",
	Limits: "Conditions that are read from the kernel's log stay until the machine restarts, even if the trouble is over.",
	Refs:   []string{"https://learn.microsoft.com/azure/aks/node-problem-detector", "https://github.com/kubernetes/node-problem-detector"},
	Also:   append(checks.Unreachable(), checks.PacketLoss, checks.Latency, checks.IngressUnreachable),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Needs:  []evidence.Need{evidence.Require(evidence.NodeObject)},
	Remedy: checks.Remedy{
		Says:    "Keep new pods off the node, and restart its machine if the problem stays.",
		Changes: "The first command only keeps new pods off, until kubectl uncordon; the restart ends all pods on the node.",
		Fix:     []string{"kubectl cordon {{.name}}"},
		AKS:     []string{"az vmss restart --subscription {{.subscription}} -g {{.group}} -n {{.scaleSet}} --instance-ids {{.instance}}"},
		Verify:  []string{"kubectl describe node {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		node := subject(c)
		if node == nil {
			return
		}
		c.Relate(c.Subject())
		setMachine(c, node)
		if list := raised(node, lasting); len(list) > 0 {
			c.Fail("node problem detector reports %s", strings.Join(list, ", "))
			return
		}
		for _, kind := range lasting {
			if condition(node, kind) != nil {
				c.Pass("node problem detector reports no lasting problem")
				return
			}
		}
		c.Skip("node problem detector does not report on this node")
	},
}

// lasting are the conditions that make a node unavailable.
var lasting = []corev1.NodeConditionType{
	"KubeletProblem", "ContainerRuntimeProblem", "FilesystemCorruptionProblem", "ReadonlyFilesystem", "KernelDeadlock", "FrequentUnregisterNetDevice",
}
