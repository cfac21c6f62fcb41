package ipam

import (
	"maps"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// DuplicatePodIP finds an address that two pods have at once.
var DuplicatePodIP = &checks.Check{
	ID:     "ipam.duplicate-pod-ip",
	Asks:   "Has every pod an address of its own?",
	Why:    "Where two pods have the same address, packets reach now one and now the other: connections hang, or answer with somebody else's data.",
	Limits: "A second look tells a change that was read halfway from a lasting duplicate.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/cluster-administration/networking/#kubernetes-ip-address-ranges"},
	For:    []checks.Symptom{checks.IPExhaustion},
	Scope:  evidence.Cluster,
	Needs:  []evidence.Need{evidence.Require(evidence.AllPods)},
	Remedy: checks.Remedy{
		Says:    "Delete one of the two pods, so that its controller makes a new one with another address; if it returns, the node's address state is at fault.",
		Changes: "Ends the connections of that one pod.",
		Fix:     []string{"kubectl -n {{.podNamespace}} delete pod {{.pod}}"},
		Verify:  []string{"kubectl get pods -A --field-selector status.podIP={{.ip}} -o wide"},
	},
	Eval: func(c *checks.Context) {
		bearers := map[string][]corev1.Pod{}
		for _, p := range kube.Live(evidence.AllPods.Of(c)) {
			// Pods on the host share its address; those of virtual nodes run elsewhere.
			if p.Spec.HostNetwork || p.Status.Phase != corev1.PodRunning || strings.HasPrefix(p.Spec.NodeName, "virtual-") {
				continue
			}
			for _, ip := range addressesOf(&p) {
				bearers[ip] = append(bearers[ip], p)
			}
		}
		for _, ip := range slices.Sorted(maps.Keys(bearers)) {
			if pods := bearers[ip]; len(pods) > 1 {
				duplicate(c, ip, pods)
			}
		}
		c.Pass("the %s of running pods are all different", checks.Count(len(bearers), "address"))
	},
}

func addressesOf(p *corev1.Pod) (list []string) {
	for _, ip := range append([]corev1.PodIP{{IP: p.Status.PodIP}}, p.Status.PodIPs...) {
		if ip.IP != "" && !slices.Contains(list, ip.IP) {
			list = append(list, ip.IP)
		}
	}
	return list
}

func duplicate(c *checks.Context, ip string, pods []corev1.Pod) {
	var names []string
	ready := 0
	for i := range pods {
		names = append(names, pods[i].Namespace+"/"+pods[i].Name)
		if kube.Ready(&pods[i]) {
			ready++
		}
	}
	// The pod of a node that is gone keeps its record for a while.
	if ready < 2 {
		c.Unknown("%s is the address of %s, of which %d report ready: the others may be leftovers of a lost node", ip, checks.Names(names), ready)
		return
	}
	for i := range pods {
		c.Relate(kube.Owner(&pods[i]), evidence.Of(evidence.Node, "", pods[i].Spec.NodeName))
	}
	last := &pods[len(pods)-1]
	if len(last.OwnerReferences) > 0 {
		c.Set("podNamespace", last.Namespace)
		c.Set("pod", last.Name)
	}
	c.Set("ip", ip)
	c.Fail("%s is the address of %s at once", ip, checks.Names(names))
}
