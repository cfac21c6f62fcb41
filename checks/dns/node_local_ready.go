package dns

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// NodeLocalReady finds nodes whose DNS cache took the address of kube-dns and died.
var NodeLocalReady = &checks.Check{
	ID:     "dns.node-local-ready",
	Asks:   "Does NodeLocal DNSCache run wherever it takes queries?",
	Why:    "The cache takes the address of kube-dns on its node. Killed for memory it leaves the address and its packet rules behind, and no pod of the node resolves any name until it runs again.",
	Limits: "A cache that ended by itself may have given the address back; that is left open.",
	Refs:   []string{"https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/#setting-memory-limits", "https://github.com/kubernetes/dns/blob/master/cmd/node-cache/app/cache_app.go"},
	For:    []checks.Symptom{checks.DNSFails, checks.HealthReview},
	Also:   []checks.Symptom{checks.Intermittent, checks.EgressBlocked},
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Needs: []evidence.Need{
		evidence.Require(evidence.NodeLocalDNS), evidence.Require(evidence.NodeLocalPods),
		evidence.Require(evidence.KubeDNSService), evidence.Require(evidence.CiliumConfig),
	},
	Remedy: checks.Remedy{
		Says:    "Double the memory limit of the cache, or take it away, and see in its log why it ended.",
		Changes: "Starts the cache pods anew with the new limit, node by node; each node is without its cache for some seconds.",
		Fix:     []string{"kubectl -n kube-system set resources daemonset {{.daemonset}} -c {{.container}} --limits=memory={{.memory}}"},
		Verify:  []string{"kubectl -n kube-system get pods -l k8s-app=node-local-dns -o wide", "kubectl -n kube-system logs {{.pod}} --previous --tail=50"},
	},
	Eval: func(c *checks.Context) {
		caches, pods := evidence.NodeLocalDNS.Of(c), kube.Live(evidence.NodeLocalPods.Of(c))
		service := kube.ServiceNamed(evidence.KubeDNSService.Of(c), "kube-dns")
		switch {
		case len(caches) == 0:
			c.Skip("NodeLocal DNSCache is not installed")
			return
		case replacesKubeProxy(c):
			c.Skip("Cilium in place of kube-proxy leads queries to ready pods, with or without the cache")
			return
		}
		takes := service != nil && slices.Contains(localAddresses(&caches[0]), service.Spec.ClusterIP)
		for i := range pods {
			p := &pods[i]
			if kube.Ready(p) || !started(p) {
				continue // a cache that never started has taken nothing
			}
			if name, killed := outOfMemory(p); killed && takes {
				c.Set("daemonset", caches[0].Name)
				c.Set("container", name)
				c.Set("memory", twice(&p.Spec, name))
				c.Set("pod", p.Name)
				c.Blame("DaemonSet", systemNamespace, caches[0].Name)
				c.Relate(evidence.Of(evidence.Node, "", p.Spec.NodeName))
				c.Fail("the cache on node %s holds the address %s and was killed for memory", p.Spec.NodeName, service.Spec.ClusterIP)
				continue
			}
			c.Unknown("the cache on node %s does not run (%s); whether it still holds the address that pods ask is not in the record", p.Spec.NodeName, kube.WhyNotReady(p))
		}
		c.Pass("no cache of %s died while it held the address that pods ask", checks.Count(len(pods), "node"))
	},
}

// started reports whether any container of a pod has run.
func started(pod *corev1.Pod) bool {
	return slices.ContainsFunc(pod.Status.ContainerStatuses, func(s corev1.ContainerStatus) bool {
		return s.State.Running != nil || s.State.Terminated != nil || s.LastTerminationState.Terminated != nil
	})
}

// outOfMemory names a container that does not run because it was killed for memory.
func outOfMemory(pod *corev1.Pod) (container string, killed bool) {
	for _, s := range pod.Status.ContainerStatuses {
		for _, t := range []*corev1.ContainerStateTerminated{s.State.Terminated, s.LastTerminationState.Terminated} {
			if s.State.Running == nil && t != nil && t.Reason == "OOMKilled" {
				return s.Name, true
			}
		}
	}
	return "", false
}
