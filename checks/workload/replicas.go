package workload

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Replicas finds a workload that somebody tries to reach and that is scaled to zero.
var Replicas = &checks.Check{
	ID:     "workload.replicas",
	Asks:   "Does the workload ask for at least one pod?",
	Why:    "A workload that asks for no pods answers nobody.",
	Limits: "It may be meant so, for instance by an autoscaler that starts pods on demand.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#replicas", "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/"},
	// Not for a health review: who asks for nothing in particular has not been let down.
	For:   []checks.Symptom{checks.ConnectionRefused, checks.ConnectionTimeout},
	Also:  []checks.Symptom{checks.IngressUnreachable},
	Scope: evidence.Workload,
	Needs: []evidence.Need{
		evidence.Require(evidence.Deployments), evidence.Require(evidence.StatefulSets), evidence.Require(evidence.DaemonSets),
	},
	Remedy: checks.Remedy{
		Says:    "Scale the workload up; a DaemonSet instead needs a node that its node selector matches.",
		Changes: "Starts one pod of the workload.",
		Fix:     []string{"kubectl -n {{.namespace}} scale {{.scale}} {{.name}} --replicas=1"},
		Verify:  []string{"kubectl -n {{.namespace}} get {{.kind}} {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		own := controllerOf(c)
		switch {
		case own == nil:
			c.Skip("it is no Deployment, StatefulSet or DaemonSet that is there")
		case own.replicas > 0:
			c.Pass("it asks for %s", checks.Count(int(own.replicas), "pod"))
		case own.kind == "DaemonSet":
			c.Fail("no node is one on which the DaemonSet should run")
		default:
			c.Set("scale", own.kind)
			c.Fail("the %s is scaled to 0 replicas", own.kind)
		}
	},
}
