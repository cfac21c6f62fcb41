package dns

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// CoreDNSRestarts finds CoreDNS containers that end again and again.
var CoreDNSRestarts = &checks.Check{
	ID:     "dns.coredns-restarts",
	Asks:   "Do the CoreDNS containers keep running?",
	Why:    "Queries that a pod held when its container ended are lost, so that names fail now and then; out of memory is the usual reason.",
	Limits: "When a container that runs now was killed is not judged, since a verdict knows no clock; fewer than three restarts are left open.",
	Refs: []string{
		"https://learn.microsoft.com/azure/aks/coredns-autoscale",
		"https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/#exceed-a-container-s-memory-limit",
	},
	For:   []checks.Symptom{checks.DNSFails, checks.Intermittent, checks.HealthReview},
	Also:  []checks.Symptom{checks.Latency, checks.EgressBlocked},
	Scope: evidence.Cluster,
	Side:  checks.Both,
	Needs: []evidence.Need{evidence.Require(evidence.CoreDNSPods), evidence.Prefer(evidence.CoreDNSAutoscaler)},
	Remedy: checks.Remedy{
		Says:    "See in the log of the ended container why it ended. If it ran out of memory, run more replicas so that each holds fewer queries.",
		Changes: "Lets coredns-autoscaler run one more CoreDNS pod on each step of its ladder; running pods stay.",
		AKS:     []string{"kubectl -n kube-system patch configmap coredns-autoscaler --type=merge -p {{.ladder}}"},
		Verify:  []string{showPods, "kubectl -n kube-system logs {{.pod}} -c coredns --previous --tail=50"},
	},
	Eval: func(c *checks.Context) {
		pods := kube.Live(evidence.CoreDNSPods.Of(c))
		if len(pods) == 0 {
			c.Skip("there is no CoreDNS pod whose containers could end")
			return
		}
		for i := range pods {
			for _, s := range pods[i].Status.ContainerStatuses {
				judgeContainer(c, &pods[i], s)
			}
		}
		c.Pass("no container of %s ends again and again", checks.Count(len(pods), "CoreDNS pod"))
	},
}

// often is the number of restarts from which a kill for memory counts as repeated.
const often = 3

func judgeContainer(c *checks.Context, pod *corev1.Pod, s corev1.ContainerStatus) {
	last := s.LastTerminationState.Terminated
	killed := last != nil && last.Reason == "OOMKilled" || s.State.Terminated != nil && s.State.Terminated.Reason == "OOMKilled"
	looping := s.State.Waiting != nil && s.State.Waiting.Reason == "CrashLoopBackOff"
	if !killed && !looping {
		return
	}
	if !looping && s.RestartCount < often {
		c.Unknown("container %s of pod %s was killed for memory, but restarted only %s", s.Name, pod.Name, checks.Count(int(s.RestartCount), "time"))
		return
	}
	c.Relate(kube.Owner(pod))
	owner := kube.Owner(pod)
	c.Blame(owner.Kind, owner.Namespace, owner.Name)
	c.Set("pod", pod.Name)
	how := "was killed for memory (OOMKilled) at its last end"
	switch {
	case killed:
		c.Set("ladder", oneMore(c))
	case last != nil:
		how = fmt.Sprintf("ended with code %d", last.ExitCode)
	default:
		how = "ends as soon as it starts"
	}
	if looping {
		how += " and waits in CrashLoopBackOff"
	}
	c.Fail("container %s of pod %s %s, after %s", s.Name, pod.Name, how, checks.Count(int(s.RestartCount), "restart"))
}
