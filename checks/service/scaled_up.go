package service

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// ScaledUp finds a Service behind which every workload is scaled to zero.
var ScaledUp = &checks.Check{
	ID:   "service.scaled-up",
	Asks: "Does a workload behind the Service want at least one replica?",
	Why:  "A workload with zero replicas has no pods, so its Service has no endpoints and every connection fails.",
	Limits: "Scaling to zero may be on purpose, by hand or by an autoscaler such as KEDA; " +
		"workloads of other kinds than Deployment, StatefulSet and DaemonSet are not seen.",
	Refs: []string{
		"k8s.io/api/apps/v1 DeploymentSpec.replicas",
		"https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#scaling-a-deployment",
	},
	// Not for a health review: scaled to zero is no fault where nobody calls.
	For:   []checks.Symptom{checks.ConnectionRefused, checks.ConnectionTimeout, checks.Intermittent, checks.IngressUnreachable},
	Scope: evidence.Service,
	Needs: append(controllers(), evidence.Require(evidence.Services), evidence.Require(evidence.Pods)),
	Remedy: checks.Remedy{
		Says:    "Scale the workload up.",
		Changes: "Starts one pod; an autoscaler may set another number.",
		Fix:     []string{"kubectl -n {{.namespace}} scale {{.workload}} --replicas=1"},
		Verify:  []string{"kubectl -n {{.namespace}} get deployments,statefulsets,daemonsets,horizontalpodautoscalers"},
	},
	Eval: func(c *checks.Context) {
		service := examined(c)
		if service == nil {
			return
		}
		pods, meant := backing(c, service), templates(c, service)
		switch {
		case len(meant) == 0:
			c.Skip("no Deployment, StatefulSet or DaemonSet of the namespace has the Service's labels")
		case len(wanting(meant)) > 0:
			c.Pass("%s wants pods", workloadNames(wanting(meant)))
		case len(pods) > 0:
			c.Pass("%s wants no pod, but the Service selects %s", workloadNames(meant), checks.Count(len(pods), "pod"))
		default:
			for _, t := range meant {
				c.Relate(t.workload)
				if t.workload.Kind != "DaemonSet" { // a DaemonSet has as many as nodes fit it
					c.Set("workload", t.resource())
				}
			}
			c.Fail("%s has 0 replicas by its own specification, so the Service has no endpoint", workloadNames(meant))
		}
	},
}
