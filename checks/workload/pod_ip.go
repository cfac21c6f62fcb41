package workload

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// PodIP finds pods that run without an address.
var PodIP = &checks.Check{
	ID:     "workload.pod-ip",
	Asks:   "Does every running pod of the workload have an address?",
	Why:    "A pod without an address stands behind no Service and cannot be called.",
	Limits: "Pods that do not run yet are judged by workload.sandbox and workload.scheduled.",
	Refs:   []string{"https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodStatus"},
	For:    checks.Unreachable(),
	Also:   []checks.Symptom{checks.IPExhaustion, checks.IngressUnreachable},
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Needs:  []evidence.Need{evidence.Require(evidence.Pods)},
	Leads:  []checks.Lead{{Ask: "node.ready"}, {Ask: "node.cilium-agent-on-node"}},
	Remedy: checks.Remedy{
		Says:   "Mend the network plugin on the pod's node, then let the controller replace the pod.",
		Verify: []string{"kubectl -n {{.namespace}} get pod {{.pod}} -o wide"},
	},
	Eval: func(c *checks.Context) {
		running := 0
		var faults []fault
		pods := livePods(c)
		for i := range pods {
			if pods[i].Status.Phase != corev1.PodRunning {
				continue
			}
			if running++; pods[i].Status.PodIP == "" && len(pods[i].Status.PodIPs) == 0 {
				faults = append(faults, fault{&pods[i], "runs without an address on node " + pods[i].Spec.NodeName})
			}
		}
		switch {
		case len(faults) > 0:
			blame(c, faults)
			c.Fail("%s", told(faults))
		case running == 0:
			c.Skip("no pod of the workload runs")
		default:
			c.Pass("each of %s that run has an address", checks.Count(running, "pod"))
		}
	},
}
