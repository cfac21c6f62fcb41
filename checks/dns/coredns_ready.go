package dns

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// CoreDNSReady finds a cluster in which nobody answers DNS queries.
var CoreDNSReady = &checks.Check{
	ID:     "dns.coredns-ready",
	Asks:   "Is any CoreDNS pod ready to answer?",
	Why:    "Without a ready endpoint behind kube-dns no pod resolves any name, of the cluster or outside.",
	Limits: "A ready pod may still answer wrongly, or not be reached by some nodes.",
	Refs:   []string{"https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/", "https://learn.microsoft.com/azure/aks/coredns-custom"},
	For:    resolution(),
	Also:   append(unreachable(), checks.IngressUnreachable),
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Needs: []evidence.Need{
		evidence.Require(evidence.KubeDNSService), evidence.Require(evidence.KubeDNSSlices),
		evidence.Require(evidence.CoreDNSPods), evidence.Require(evidence.CoreDNSDeployment),
	},
	Remedy: checks.Remedy{
		Says:    "Bring at least one CoreDNS pod back: give it replicas, room on a node, or a configuration that it starts with.",
		Changes: "Starts CoreDNS pods where the Deployment is scaled to zero; nothing else changes.",
		Fix:     []string{"kubectl -n kube-system scale deployment coredns --replicas={{.replicas}}"},
		Verify:  []string{showRollout, showPods, "kubectl -n kube-system get endpointslices -l kubernetes.io/service-name=kube-dns", showLog},
	},
	Eval: func(c *checks.Context) {
		if kube.ServiceNamed(evidence.KubeDNSService.Of(c), "kube-dns") == nil {
			c.Skip("there is no Service kube-system/kube-dns that endpoints could belong to")
			return
		}
		all, ready := kube.Backends(evidence.KubeDNSSlices.Of(c))
		if ready > 0 {
			c.Pass("%d of %s of kube-dns ready", ready, checks.Count(all, "endpoint"))
			return
		}
		c.Relate(evidence.Of(evidence.Service, systemNamespace, "kube-dns"))
		deployment, pods := named(evidence.CoreDNSDeployment.Of(c), corednsName), kube.Live(evidence.CoreDNSPods.Of(c))
		if deployment != nil {
			c.Blame("Deployment", systemNamespace, corednsName)
			c.Relate(evidence.WorkloadOf("Deployment", systemNamespace, corednsName))
		}
		switch {
		case deployment != nil && wanted(deployment) == 0:
			c.Set("replicas", "2")
			c.Fail("no endpoint of kube-dns is ready: the Deployment coredns is scaled to zero")
		case deployment == nil && len(pods) == 0:
			c.Fail("no endpoint of kube-dns is ready: there is no Deployment coredns and no pod labelled k8s-app=kube-dns")
		case len(pods) == 0:
			c.Fail("no endpoint of kube-dns is ready: the Deployment coredns wants %s and has none", checks.Count(int(wanted(deployment)), "pod"))
		default:
			notReady(c, pods)
		}
	},
}

// notReady says why none of some pods serves.
func notReady(c *checks.Context, pods []corev1.Pod) {
	var reasons []string
	ready := 0
	for i := range pods {
		c.Relate(kube.Owner(&pods[i]))
		if node := pods[i].Spec.NodeName; node != "" {
			c.Relate(evidence.Of(evidence.Node, "", node))
		}
		why := kube.WhyNotReady(&pods[i])
		if why == "" {
			ready++
		} else if !slices.ContainsFunc(reasons, func(r string) bool { return strings.HasSuffix(r, ": "+why) }) {
			reasons = append(reasons, fmt.Sprintf("%s: %s", pods[i].Name, why))
		}
	}
	if ready > 0 {
		c.Fail("no endpoint of kube-dns is ready, though %d of %s ready: the Service does not lead to them", ready, checks.Count(len(pods), "CoreDNS pod"))
		return
	}
	c.Fail("none of %s ready: %s", checks.Count(len(pods), "CoreDNS pod"), strings.Join(reasons[:min(2, len(reasons))], "; "))
}
