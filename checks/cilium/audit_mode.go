package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// AuditMode finds a Cilium that records what policies would deny, and lets it pass.
var AuditMode = &checks.Check{
	ID:     "cilium.audit-mode",
	Asks:   "Does Cilium deny what policies deny?",
	Why:    "In audit mode policies only leave marks in flows: what should be closed is open.",
	Limits: "An agent can be told so for single endpoints too, which no object shows.",
	Refs:   []string{"https://docs.cilium.io/en/stable/security/policy-creation/#enable-policy-audit-mode-entire-daemon"},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   []checks.Symptom{checks.HealthReview},
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  configured(),
	Remedy: checks.Remedy{
		Says:    "Set policy-audit-mode to false, after a look at the flows with the verdict AUDIT: they will be denied." + managedByAKS,
		Changes: "What policies deny is denied from then on. " + restartChanges,
		Fix:     []string{`kubectl -n kube-system patch configmap cilium-config --type=merge -p '{"data":{"policy-audit-mode":"false"}}'`, restart},
		Verify:  []string{seeConfig},
	},
	Eval: func(c *checks.Context) {
		switch {
		case !installed(c), !sure(c, "policy-audit-mode"):
		case on(c, "policy-audit-mode", false):
			c.Fail("policy-audit-mode is true: policies are recorded, and not enforced")
		default:
			c.Pass("policy-audit-mode is off")
		}
	},
}
