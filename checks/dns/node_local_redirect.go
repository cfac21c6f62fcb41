package dns

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	appsv1 "k8s.io/api/apps/v1"
)

// NodeLocalRedirect finds a NodeLocal DNSCache that gets no queries because
// Cilium sends them past it.
var NodeLocalRedirect = &checks.Check{
	ID:     "dns.node-local-redirect",
	Asks:   "Do queries reach NodeLocal DNSCache on a Cilium cluster?",
	Why:    "Cilium in place of kube-proxy turns the address of kube-dns into a CoreDNS pod before the cache on the node can take it; the cache costs memory and saves nothing.",
	Limits: "Pods that name the cache's own address as their nameserver use it all the same.",
	Refs:   []string{"https://docs.cilium.io/en/stable/network/kubernetes/local-redirect-policy/#node-local-dns-cache"},
	For:    []checks.Symptom{checks.DNSFails, checks.HealthReview},
	Also:   []checks.Symptom{checks.Latency},
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs: []evidence.Need{
		evidence.Require(evidence.NodeLocalDNS), evidence.Require(evidence.CiliumConfig),
		evidence.RequireIfInstalled(evidence.LocalRedirectPolicies), evidence.Require(evidence.KubeDNSService),
	},
	Remedy: checks.Remedy{
		Says:   "Create a CiliumLocalRedirectPolicy that redirects kube-system/kube-dns to the pods labelled k8s-app=node-local-dns, with local redirect policies switched on, or remove the cache; AKS offers LocalDNS instead.",
		Verify: []string{"kubectl get ciliumlocalredirectpolicies -A", "kubectl -n kube-system get configmap cilium-config -o yaml"},
	},
	Eval: func(c *checks.Context) {
		caches := evidence.NodeLocalDNS.Of(c)
		switch {
		case len(caches) == 0:
			c.Skip("NodeLocal DNSCache is not installed")
			return
		case !replacesKubeProxy(c):
			c.Skip("Cilium does not replace kube-proxy here, so that the cache takes the address of kube-dns itself")
			return
		}
		c.Blame("DaemonSet", systemNamespace, caches[0].Name)
		redirects := redirected(c, &caches[0])
		switch {
		case len(redirects) == 0:
			c.Fail("DaemonSet %s runs, but no CiliumLocalRedirectPolicy leads kube-dns to it", caches[0].Name)
		case evidence.CiliumConfig.Of(c)[0].Data["enable-local-redirect-policy"] == "false":
			c.Fail("CiliumLocalRedirectPolicy %s is without effect: enable-local-redirect-policy is false", redirects[0])
		default:
			c.Pass("CiliumLocalRedirectPolicy %s leads queries to the cache", checks.Names(redirects))
		}
	},
}

// replacesKubeProxy reports whether Cilium serves Services in place of kube-proxy.
func replacesKubeProxy(c *checks.Context) bool {
	list := evidence.CiliumConfig.Of(c)
	return len(list) > 0 && slices.Contains([]string{"true", "strict"}, list[0].Data["kube-proxy-replacement"])
}

// redirected are the policies that lead kube-dns, or an address that the cache
// listens on, to it.
func redirected(c *checks.Context, cache *appsv1.DaemonSet) (names []string) {
	addresses := localAddresses(cache)
	if service := kube.ServiceNamed(evidence.KubeDNSService.Of(c), "kube-dns"); service != nil {
		addresses = append(addresses, service.Spec.ClusterIP)
	}
	for _, p := range evidence.LocalRedirectPolicies.Of(c) {
		front := p.Spec.RedirectFrontend
		byService := front.ServiceMatcher != nil && front.ServiceMatcher.Name == "kube-dns" && front.ServiceMatcher.Namespace == systemNamespace
		byAddress := front.AddressMatcher != nil && slices.Contains(addresses, front.AddressMatcher.IP)
		if byService || byAddress {
			names = append(names, p.Namespace+"/"+p.Name)
		}
	}
	return names
}

// localAddresses are those that a NodeLocal DNSCache listens on, by its -localip.
// Source: kubernetes/dns, cmd/node-cache/main.go.
func localAddresses(d *appsv1.DaemonSet) []string {
	for _, container := range d.Spec.Template.Spec.Containers {
		words := slices.Concat(container.Command, container.Args)
		for i, word := range words {
			name, value, joined := strings.Cut(strings.TrimLeft(word, "-"), "=")
			if name != "localip" {
				continue
			}
			if !joined && i+1 < len(words) {
				value = words[i+1]
			}
			return strings.Split(value, ",")
		}
	}
	return nil
}
