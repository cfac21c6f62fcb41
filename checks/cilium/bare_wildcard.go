package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// BareWildcard finds DNS rules for all names where AKS does not support them.
var BareWildcard = &checks.Check{
	ID:   "cilium.bare-wildcard",
	Asks: "Are the namespace's rules for DNS names written as AKS supports them?",
	Why: "To Cilium a matchPattern of \"*\" alone in rules.dns is every name. AKS supports patterns with a leading wildcard (*.example.com) and not that one: " +
		"the pods' queries may be refused.",
	Limits: "Cilium itself takes \"*\"; what holds is the support of AKS. In toFQDNs the pattern is left alone: it means every name that Cilium has seen.",
	Refs: []string{
		"https://learn.microsoft.com/azure/aks/container-network-security-fqdn-filtering-concepts#limitations",
		"cilium v1.20.2 pkg/fqdn/matchpattern/matchpattern.go",
	},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   []checks.Symptom{checks.DNSFails, checks.EgressBlocked, checks.HealthReview},
	Scope:  evidence.Namespace,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  append(written(), evidence.Require(evidence.CiliumDaemonSet)),
	Remedy: checks.Remedy{
		Says:   "List the names that the pods look up with a leading wildcard, such as *.example.com, in place of \"*\".",
		Verify: []string{"kubectl -n {{.name}} get ciliumnetworkpolicies -o yaml"},
	},
	Eval: func(c *checks.Context) {
		if !aksInstalled(c) {
			return
		}
		if found := policiesWith(c, asksAnyName); len(found) > 0 {
			blame(c, found)
			c.Fail("%s lists all names by the matchPattern \"*\" alone in rules.dns", names(found))
			return
		}
		c.Pass("no policy that concerns the namespace lists all names by \"*\" alone")
	},
}

// asksAnyName reports whether a policy's rules for DNS have the pattern "*".
func asksAnyName(p *evidence.CiliumPolicy) (found bool) {
	for _, r := range rulesOf(p) {
		walk(tree(r.Egress), func(field string, value any) {
			list, _ := value.([]any)
			for _, e := range list {
				rule, _ := e.(map[string]any)
				found = found || field == "dns" && rule["matchPattern"] == "*"
			}
		})
	}
	return found
}
