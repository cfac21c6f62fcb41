package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// L7ProxyOff finds rules for names or requests in a cluster whose Cilium has no
// proxy to enforce them.
var L7ProxyOff = &checks.Check{
	ID:   "cilium.l7-proxy-off",
	Asks: "Can Cilium enforce the rules for DNS names and requests that the namespace has?",
	Why: "Rules for DNS names, HTTP or Kafka need Cilium's proxy, which AKS runs only with Advanced Container Networking Services. Without it Cilium refuses a policy with such rules, and a name " +
		"that toFQDNs allows never gets an address: all calls to it are denied.",
	Limits: "What the refused policy would have denied is open. Policies of other namespaces are not looked at.",
	Refs: []string{
		"https://docs.cilium.io/en/stable/security/policy/language/#layer-7-examples",
		"https://learn.microsoft.com/azure/aks/container-network-security-fqdn-filtering-concepts",
		"cilium v1.20.2 pkg/policy/api/rule_validation.go",
	},
	For:   []checks.Symptom{checks.EgressBlocked, checks.ConnectionTimeout, checks.PolicyReview},
	Also:  []checks.Symptom{checks.DNSFails, checks.ConnectionRefused, checks.Intermittent, checks.HealthReview},
	Scope: evidence.Namespace,
	Side:  checks.Both,
	Needs: policies(evidence.Require(evidence.NetworkPolicies)),
	Remedy: checks.Remedy{
		Says:    "Switch the proxy on (enable-l7-proxy; on AKS Advanced Container Networking Services), or replace the rules by ones for addresses and ports.",
		Changes: "Advanced Container Networking Services cost money, and the agents restart.",
		AKS:     []string{`az aks update -g "$AKS_RG" -n "$AKS_NAME" --enable-acns`},
		Verify:  []string{seeConfig, "kubectl -n {{.name}} get ciliumnetworkpolicies -o yaml"},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		found := policiesWith(c, func(p *evidence.CiliumPolicy) bool { return layer7(p) || has(p, "toFQDNs") })
		switch {
		case len(found) == 0:
			c.Pass("no policy that concerns the namespace has rules for names or requests")
		case !sure(c, "enable-l7-proxy"):
		case on(c, "enable-l7-proxy", true):
			c.Pass("%s with rules for names or requests, and enable-l7-proxy is on", checks.Count(len(found), "policy"))
		default:
			judgeUnproxied(c, found)
		}
	},
}

// judgeUnproxied tells rules for names alone, which Cilium takes and which let
// nothing out, from rules for the content of connections, which it refuses.
func judgeUnproxied(c *checks.Context, found []evidence.CiliumPolicy) {
	var taken, not []evidence.CiliumPolicy
	for _, p := range found {
		if layer7(&p) {
			not = append(not, p)
		} else {
			taken = append(taken, p)
		}
	}
	if len(taken) > 0 {
		blame(c, taken)
		c.Relate(c.Subject())
		c.Fail("%s allows names (toFQDNs), and enable-l7-proxy is false: no name ever gets an address", names(taken))
	}
	if len(not) > 0 {
		refused(c, not, "has rules for names or requests, and enable-l7-proxy is false")
	}
}
