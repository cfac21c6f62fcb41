package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// EnforcementNever finds policies that Cilium is told not to enforce.
var EnforcementNever = &checks.Check{
	ID:     "cilium.enforcement-never",
	Asks:   "Does Cilium enforce the namespace's policies?",
	Why:    "Policies that are not enforced protect nothing, while everyone who reads them believes that they do.",
	Limits: "Policies of other engines beside Cilium are not looked for.",
	Refs:   []string{"https://docs.cilium.io/en/stable/security/policy/intro/#policy-enforcement-modes"},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   []checks.Symptom{checks.HealthReview},
	Scope:  evidence.Namespace,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  policies(evidence.Require(evidence.NetworkPolicies)),
	Remedy: checks.Remedy{
		Says:   "Set enable-policy to default, and enable-k8s-networkpolicy to true, after a review of what the policies will deny." + managedByAKS,
		Verify: []string{seeConfig},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) || !sure(c, "enable-policy", "enable-k8s-networkpolicy") {
			return
		}
		standard := len(evidence.NetworkPolicies.Of(c))
		own := len(policiesWith(c, func(*evidence.CiliumPolicy) bool { return true }))
		switch {
		case standard+own == 0:
			c.Skip("no policy concerns the namespace")
		case setting(c, "enable-policy") == "never":
			c.Fail("enable-policy is never: %s without effect", checks.Count(standard+own, "policy"))
		case standard > 0 && !on(c, "enable-k8s-networkpolicy", true):
			c.Fail("enable-k8s-networkpolicy is false: %s without effect", checks.Count(standard, "NetworkPolicy"))
		default:
			c.Pass("%s in force (enable-policy is %s)", checks.Count(standard+own, "policy"), quoted(setting(c, "enable-policy")))
		}
	},
}
