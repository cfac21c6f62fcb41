package service

import (
	"net/netip"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// SourceRanges looks at what a load balancer admits: a range that is written
// wrongly shuts out all that are not listed, and private ranges on a public
// address shut out the Internet.
var SourceRanges = &checks.Check{
	ID:   "service.source-ranges",
	Asks: "Does the load balancer admit its clients' addresses?",
	Why:  "Source ranges drop every client outside of them without an answer, as an outage does.",
	Limits: "The addresses that the clients come from are not known here: after a NAT or proxy they are others than the clients' own. " +
		"Ranges that stand in annotations do not bind clients of the virtual network itself.",
	Refs: []string{
		"https://learn.microsoft.com/azure/aks/load-balancer-standard",
		"https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/",
		"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/master/pkg/provider/loadbalancer/accesscontrol.go (DenyAllExceptSourceRanges)",
	},
	For:   []checks.Symptom{checks.IngressUnreachable},
	Also:  []checks.Symptom{checks.ConnectionTimeout},
	Scope: evidence.Service,
	Needs: []evidence.Need{evidence.Require(evidence.Services)},
	Remedy: checks.Remedy{
		Says: "List the ranges that clients come from, each with its network's own address (10.1.2.0/24, not 10.1.2.3/24); " +
			"for a public address these are public ranges.",
		Verify: []string{"kubectl -n {{.namespace}} get service {{.name}} -o yaml"},
	},
	Eval: func(c *checks.Context) {
		service := examined(c)
		if service == nil {
			return
		}
		valid, wrong := sourceRanges(service)
		open := slices.ContainsFunc(valid, func(p netip.Prefix) bool { return p.Bits() == 0 })
		tags := service.Annotations[allowedTags]
		switch {
		case service.Spec.Type != corev1.ServiceTypeLoadBalancer || service.Spec.LoadBalancerClass != nil:
			c.Skip("the Service is no load balancer of Azure's")
		case len(wrong) > 0 && !open:
			c.Fail("%s is no range, so the cloud provider denies all but %s", checks.Names(wrong), rangesText(valid))
		case open || len(valid) == 0 && tags == "":
			c.Pass("every source address is admitted")
		case tags == "" && !internal(service) && !slices.ContainsFunc(valid, func(p netip.Prefix) bool { return !private(p) }):
			c.Fail("the load balancer is public but admits private ranges only (%s): no client of the Internet gets through", rangesText(valid))
		case tags != "":
			c.Unknown("only service tags %s and %s are admitted; whether the clients are among them cannot be told", tags, rangesText(valid))
		default:
			c.Unknown("only clients in %s are admitted; whether the clients are among them cannot be told", rangesText(valid))
		}
	},
}

func rangesText(ranges []netip.Prefix) string {
	var texts []string
	for _, p := range ranges {
		texts = append(texts, p.String())
	}
	if len(texts) == 0 {
		return "no range"
	}
	return checks.Names(texts)
}

// privateRanges are those of RFC 1918 and RFC 4193, which the Internet does not route.
var privateRanges = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("fc00::/7"),
}

func private(p netip.Prefix) bool {
	return slices.ContainsFunc(privateRanges, func(r netip.Prefix) bool { return r.Contains(p.Addr()) && p.Bits() >= r.Bits() })
}
