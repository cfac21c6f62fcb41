package workload

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"k8s.io/apimachinery/pkg/labels"
)

// Replicas finds a workload that somebody tries to reach and that is scaled to zero.
var Replicas = &checks.Check{
	ID:     "workload.replicas",
	Asks:   "Does the workload ask for at least one pod?",
	Why:    "A workload that asks for no pods answers nobody.",
	Limits: "It may be meant so, for instance by an autoscaler that starts pods on demand. A workload that no Service selects is held to it as well.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#replicas", "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/"},
	// Not for a health review: who asks for nothing in particular has not been let down.
	For:   []checks.Symptom{checks.ConnectionRefused, checks.ConnectionTimeout},
	Also:  []checks.Symptom{checks.IngressUnreachable},
	Scope: evidence.Workload,
	Side:  checks.Named,
	Needs: []evidence.Need{
		evidence.Require(evidence.Deployments), evidence.Require(evidence.StatefulSets), evidence.Require(evidence.DaemonSets),
		evidence.Require(evidence.Services), evidence.Require(evidence.Pods),
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
		case len(standIns(c, own)) > 0:
			c.Pass("it asks for no pod, but other pods stand behind %s: the idle half of a pair, as it seems", checks.Names(standIns(c, own)))
		case own.kind == "DaemonSet":
			c.Fail("no node is one on which the DaemonSet should run")
		default:
			c.Set("scale", own.kind)
			c.Fail("the %s is scaled to 0 replicas", own.kind)
		}
	},
}

// standIns are the Services of a workload, if each has ready pods of others:
// of a blue-green pair, one half is idle by design.
func standIns(c *checks.Context, own *controller) (names []string) {
	services := evidence.Services.Of(c)
	for i := range services {
		selector := services[i].Spec.Selector
		if len(selector) == 0 || !labels.SelectorFromSet(selector).Matches(labels.Set(own.template.Labels)) {
			continue
		}
		if readyOf(kube.Live(kube.Selected(&services[i], evidence.Pods.Of(c)))) == 0 {
			return nil
		}
		names = append(names, "Service "+services[i].Name)
	}
	return names
}
