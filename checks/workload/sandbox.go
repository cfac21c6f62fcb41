package workload

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// Sandbox finds pods for which the node cannot set up a network, as its events say.
var Sandbox = &checks.Check{
	ID:     "workload.sandbox",
	Asks:   "Does every pod of the workload get its network?",
	Why:    "A pod whose sandbox the network plugin cannot set up stays in ContainerCreating: no address, no containers.",
	Limits: "Events expire after an hour; a pod that waits for a volume or an image looks the same without them. One failed attempt proves nothing, the node tries again, unless the kubelet says that it has started nothing of the pod yet; while other pods are ready, several prove nothing, for a new node's plugin takes a minute to start.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-has-network",
		"https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/create-upgrade-delete/troubleshoot-pod-scheduler-errors",
	},
	Also:  append(checks.Unreachable(), checks.IPExhaustion, checks.IngressUnreachable),
	Scope: evidence.Workload,
	Side:  checks.Both,
	Needs: []evidence.Need{evidence.Require(evidence.Pods), evidence.Prefer(evidence.Warnings)},
	Leads: []checks.Lead{{Ask: "node.ready"}, {Ask: "node.network-taints"}, {Ask: "node.cilium-agent-on-node"}},
	Remedy: checks.Remedy{
		Says: "Mend the network plugin on the node, as its message says; addresses used up need a larger subnet or fewer pods.",
		Verify: []string{
			"kubectl -n {{.namespace}} describe pod {{.pod}}",
			"kubectl -n kube-system get pods -o wide --field-selector {{.onNode}}",
		},
	},
	Eval: func(c *checks.Context) {
		pods := livePods(c)
		events := evidence.Warnings.Of(c)
		least, ready := 2, readyOf(pods) // attempts that must have failed
		if ready > 0 {
			least = manyFailures
		}
		var placed, waiting int
		var faults []fault
		for i := range pods {
			pod := &pods[i]
			if pod.Spec.NodeName == "" {
				continue
			}
			if placed++; pod.Status.PodIP != "" {
				continue
			}
			waiting++
			enough := least
			if ready == 0 && unstarted(pod) {
				enough = 1
			}
			if why := sandboxFailure(eventsOf(events, "Pod", pod.Name, "FailedCreatePodSandBox"), enough); why != "" {
				faults = append(faults, fault{pod, why})
			}
		}
		switch {
		case placed == 0:
			c.Skip("no pod of the workload has a node")
		case len(faults) > 0:
			blame(c, faults)
			c.Set("onNode", "spec.nodeName="+faults[0].pod.Spec.NodeName)
			c.Fail("%s on a node without an address; %s", checks.Count(waiting, "pod"), told(faults))
		case waiting > 0:
			c.NoSign("%s on a node without an address, but no event repeated %d times or more says that a network sandbox failed", checks.Count(waiting, "pod"), least)
		default:
			c.Pass("each of %s on a node has an address", checks.Count(placed, "pod"))
		}
	},
}

// manyFailures is from how many attempts on a pod is held to have no network,
// though others of its workload are ready. The kubelet tries every ten seconds or so.
const manyFailures = 10

// sandboxFailure is the message of the most frequent failure; a few attempts
// that failed are none, for the plugin may just have been starting.
func sandboxFailure(events []corev1.Event, least int) string {
	total, most, message := 0, 0, ""
	for i := range events {
		n := times(&events[i])
		if total += n; n > most || n == most && events[i].Message < message {
			most, message = n, events[i].Message
		}
	}
	if total < least {
		return ""
	}
	return fmt.Sprintf("failed %s: %s", checks.Count(total, "time"), message)
}
