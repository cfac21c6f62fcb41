package workload

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// PartlyReady finds a workload that answers with fewer ready pods than it asks for.
var PartlyReady = &checks.Check{
	ID:     "workload.partly-ready",
	Asks:   "Are as many pods ready as the workload asks for?",
	Why:    "The ready pods carry the load of those that are not: slow answers and time-outs under load may follow.",
	Limits: "A rollout looks the same for a while; a workload without any ready pod is judged by workload.ready.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions"},
	Also:   []checks.Symptom{checks.Intermittent, checks.Latency, checks.ConnectionTimeout, checks.IngressUnreachable, checks.HealthReview},
	Scope:  evidence.Workload,
	Weight: checks.Risk,
	Needs: []evidence.Need{
		evidence.Require(evidence.Pods), evidence.Require(evidence.Deployments),
		evidence.Require(evidence.StatefulSets), evidence.Require(evidence.DaemonSets),
	},
	Leads: []checks.Lead{{Ask: "node.ready"}},
	Remedy: checks.Remedy{
		Says:   "Mend what keeps the other pods from becoming ready.",
		Verify: []string{"kubectl -n {{.namespace}} describe pod {{.pod}}"},
	},
	Eval: func(c *checks.Context) {
		pods, own := livePods(c), controllerOf(c)
		want, ready := len(pods), readyOf(pods)
		if own != nil {
			want = int(own.replicas)
		}
		faults := faultsOf(pods, kube.WhyNotReady)
		switch {
		case ready == 0:
			c.Skip("no pod is ready, or none is asked for")
		case ready >= want:
			c.Pass("%s ready, %d asked for", checks.Count(ready, "pod"), want)
		case len(faults) == 0:
			c.Fail("%d of %s ready; the others do not exist", ready, checks.Count(want, "pod"))
		default:
			blame(c, faults)
			c.Fail("%d of %s ready; %s", ready, checks.Count(want, "pod"), told(faults))
		}
	},
}
