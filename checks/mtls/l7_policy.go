package mtls

import (
	"encoding/json"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// L7Policy finds rules for what encryption hides.
var L7Policy = &checks.Check{
	ID:     "mtls.l7-policy",
	Asks:   "Can Cilium enforce the rules of the enrolled namespace?",
	Why:    "Between enrolled pods Cilium sees encrypted connections to port 15008 only: rules for ports, requests and names do not fit them. They deny what they should allow.",
	Limits: "Rules for callers or destinations that are not enrolled hold as ever, and are not told apart.",
	Refs:   []string{guide, aksGuide},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   append(checks.Unreachable(), checks.EgressBlocked),
	Scope:  evidence.Namespace,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  configured(evidence.Require(evidence.Namespaces), evidence.RequireIfInstalled(evidence.CiliumNetworkPolicies)),
	Remedy: checks.Remedy{
		Says:   "Govern enrolled namespaces by who calls, without ports and requests, or do not enrol them.",
		Verify: []string{"kubectl -n {{.name}} get ciliumnetworkpolicies", seeNamespaces},
	},
	Eval: func(c *checks.Context) {
		if !concerned(c) {
			return
		}
		for _, p := range evidence.CiliumNetworkPolicies.Of(c) {
			rules := p.Specs
			if p.Spec != nil {
				rules = append(rules, *p.Spec)
			}
			for _, r := range rules {
				text, err := json.Marshal([][]any{r.Ingress, r.Egress})
				if err != nil {
					panic(err) // it was read from JSON
				}
				if ported := strings.Contains(string(text), `"toPorts":`); ported && !strings.Contains(string(text), `"15008"`) {
					c.Blame("CiliumNetworkPolicy", p.Namespace, p.Name)
					c.Fail("CiliumNetworkPolicy %s has rules for ports, and not for %d", p.Name, tunnel)
				}
			}
		}
		c.Pass("no CiliumNetworkPolicy of the namespace has rules for other ports")
	},
}
