package dns

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// CoreDNSReplicas finds a cluster whose name resolution hangs on one pod or node.
var CoreDNSReplicas = &checks.Check{
	ID:     "dns.coredns-replicas",
	Asks:   "Would name resolution survive the loss of one CoreDNS pod or node?",
	Why:    "While the only pod or node is replaced no name resolves; an upgrade does that on purpose.",
	Limits: "A cluster of one node cannot do better; the number of nodes is not read.",
	Refs:   []string{"https://learn.microsoft.com/azure/aks/coredns-autoscale"},
	For:    []checks.Symptom{checks.DNSFails, checks.HealthReview},
	Also:   []checks.Symptom{checks.Intermittent},
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.CoreDNSPods), evidence.Require(evidence.CoreDNSDeployment)},
	Remedy: checks.Remedy{
		Says:    "Run at least two CoreDNS pods on different nodes. On AKS coredns-autoscaler decides on the number.",
		Changes: "Starts one more CoreDNS pod, or starts the pods anew one by one so that the scheduler may spread them.",
		Fix:     []string{"kubectl -n kube-system scale deployment coredns --replicas={{.replicas}}", "kubectl -n kube-system rollout {{.restart}} deployment coredns"},
		Verify:  []string{showPods, "kubectl -n kube-system get configmap coredns-autoscaler -o yaml --ignore-not-found"},
	},
	Eval: func(c *checks.Context) {
		deployment := named(evidence.CoreDNSDeployment.Of(c), corednsName)
		var ready []corev1.Pod
		for _, p := range kube.Live(evidence.CoreDNSPods.Of(c)) {
			if kube.Ready(&p) {
				ready = append(ready, p)
			}
		}
		nodes := map[string]bool{}
		for _, p := range ready {
			nodes[p.Spec.NodeName] = true
		}
		switch {
		case deployment == nil:
			c.Skip("there is no Deployment kube-system/coredns")
			return
		case len(ready) == 0:
			c.Skip("no CoreDNS pod is ready, which is worse and another check's")
			return
		case len(nodes) > 1:
			c.Pass("%s ready on %s", checks.Count(len(ready), "CoreDNS pod"), checks.Count(len(nodes), "node"))
			return
		}
		c.Blame("Deployment", systemNamespace, corednsName)
		switch {
		case wanted(deployment) < 2:
			c.Set("replicas", "2")
			c.Fail("the Deployment coredns wants a single replica")
		case len(ready) == 1:
			c.Fail("only 1 of %d CoreDNS pods is ready", wanted(deployment))
		default:
			c.Set("restart", "restart")
			c.Fail("all %d ready CoreDNS pods run on node %s", len(ready), ready[0].Spec.NodeName)
		}
	},
}
