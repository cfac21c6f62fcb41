package dns

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// PodPolicy finds workloads that ask for Services at resolvers which do not know them.
var PodPolicy = &checks.Check{
	ID:     "dns.pod-policy",
	Asks:   "Do the workload's pods ask the cluster's DNS?",
	Why:    "With dnsPolicy Default, or None and other nameservers, a pod never asks CoreDNS: names of Services do not resolve in it.",
	Limits: "That a workload asks for Services is seen from the addresses in its environment only.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy"},
	For:    []checks.Symptom{checks.DNSFails},
	Scope:  evidence.Workload,
	Side:   checks.Caller,
	Needs:  []evidence.Need{evidence.Require(evidence.Pods), evidence.Require(evidence.Services), evidence.Require(evidence.KubeDNSService), evidence.Require(evidence.Namespaces)},
	Remedy: checks.Remedy{
		Says:    "Set dnsPolicy ClusterFirst, or ClusterFirstWithHostNet for pods in the host's network.",
		Changes: "Starts the workload's pods anew with the cluster's DNS; a dnsConfig of its own is added to it.",
		Fix:     []string{"kubectl -n {{.namespace}} patch {{.workload}} --type=merge -p {{.patch}}"},
		Verify:  []string{"kubectl -n {{.namespace}} rollout status {{.workload}} --timeout=60s", "kubectl -n {{.namespace}} get pods -o custom-columns=POD:.metadata.name,DNS:.spec.dnsPolicy"},
	},
	Eval: func(c *checks.Context) {
		pods := callers(c)
		if len(pods) == 0 {
			c.Skip("the workload has no living pod that asks for names")
			return
		}
		for i := range pods {
			judgePolicy(c, &pods[i])
		}
	},
}

func judgePolicy(c *checks.Context, pod *corev1.Pod) {
	way := ""
	switch policyOf(pod) {
	case corev1.DNSDefault:
		way = "the node's resolver (dnsPolicy Default)"
		if pod.Spec.DNSPolicy != corev1.DNSDefault {
			way = "the node's resolver (ClusterFirst in the host's network)"
		}
		if asksKubeDNS(c, pod) {
			c.Unknown("the pods ask %s first and CoreDNS after it; which answers depends on the program", way)
			return
		}
	case corev1.DNSNone:
		outside, first := nameservers(c, pod)
		way = "the nameservers " + checks.Names(ownNameservers(pod)) + " (dnsPolicy None)"
		switch {
		case first:
			c.Pass("the pods ask %s, CoreDNS first", way)
			return
		case !outside:
			c.Unknown("the pods ask %s; whether these know the Services is not in the record", way)
			return
		}
	default:
		c.Pass("the pods ask CoreDNS (dnsPolicy %s)", policyOf(pod))
		return
	}
	m, found := asksCluster(c, pod, evidence.Namespaces.Of(c))
	if !found {
		c.Unknown("the pods ask %s, which knows no Service; whether they need one is not in the record", way)
		return
	}
	askCluster(c, pod)
	c.Fail("the pods ask %s, where %s of the variable %s is not known", way, m.host, m.variable)
}

// nameservers judges those of dnsPolicy None: whether all are public, and
// whether the first leads to CoreDNS. A link-local one is a cache on the node.
func nameservers(c *checks.Context, pod *corev1.Pod) (outside, first bool) {
	outside = len(ownNameservers(pod)) > 0
	for i, server := range ownNameservers(pod) {
		a, err := netip.ParseAddr(server)
		own := err == nil && a.IsLinkLocalUnicast() || slices.Contains(kubeDNS(c), server)
		first = first || own && i == 0
		outside = outside && err == nil && !own && a.IsGlobalUnicast() && !a.IsPrivate()
	}
	return outside, first
}

// ownNameservers are those of a pod's dnsConfig.
func ownNameservers(pod *corev1.Pod) []string {
	if pod.Spec.DNSConfig == nil {
		return nil
	}
	return pod.Spec.DNSConfig.Nameservers
}

// asksKubeDNS reports whether a pod names kube-dns among its own nameservers.
func asksKubeDNS(c *checks.Context, pod *corev1.Pod) bool {
	return slices.ContainsFunc(ownNameservers(pod), func(s string) bool {
		return slices.Contains(kubeDNS(c), s) || strings.HasPrefix(s, "169.254.")
	})
}

// kubeDNS are the addresses of the Service kube-dns.
func kubeDNS(c *checks.Context) []string {
	service := kube.ServiceNamed(evidence.KubeDNSService.Of(c), "kube-dns")
	if service == nil {
		return nil
	}
	return append(slices.Clone(service.Spec.ClusterIPs), service.Spec.ClusterIP)
}
