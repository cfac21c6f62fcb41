package mtls

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// EnrolledInVain finds a namespace that somebody meant to encrypt.
var EnrolledInVain = &checks.Check{
	ID:     "mtls.enrolled-in-vain",
	Asks:   "Does the namespace's label for mutual TLS have an effect?",
	Why:    "The label alone encrypts nothing: unless ztunnel is switched on, the namespace's pods talk in clear text.",
	Limits: "Another mesh may encrypt all the same.",
	Refs:   []string{guide, aksGuide},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   []checks.Symptom{checks.HealthReview},
	Scope:  evidence.Namespace,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  configured(evidence.Require(evidence.Namespaces)),
	Remedy: checks.Remedy{
		Says:    "Switch mutual TLS on, or take the label away.",
		Changes: "The agents of all nodes restart; all namespaces with the label are enrolled.",
		AKS:     []string{`az aks update -g "$AKS_RG" -n "$AKS_NAME" --acns-transit-encryption-type mTLS`},
		Verify:  []string{seeConfig, seeNamespaces},
	},
	Eval: func(c *checks.Context) {
		is, known := enrolled(c, c.Subject().InNamespace())
		switch {
		case !known:
			c.Skip("the namespace does not exist")
		case !is:
			c.Skip("the namespace does not bear the label")
		case on(c, "enable-ztunnel"):
			c.Pass("ztunnel is switched on")
		default:
			c.Fail("the namespace bears the label %s=true, and ztunnel is not switched on", label)
		}
	},
}
