package policy

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
)

// Duplicates finds policies that say the same.
var Duplicates = &checks.Check{
	ID:     "policy.duplicates",
	Asks:   "Does every NetworkPolicy of the namespace say something of its own?",
	Why:    "Allow rules add up: of two policies that say the same, taking away one changes nothing, which surprises whoever does it to close a path.",
	Limits: "Only policies that are equal but for their names are found.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation"},
	For:    []checks.Symptom{checks.PolicyReview},
	Scope:  evidence.Namespace, Side: checks.Both, Weight: checks.Risk,
	Needs: []evidence.Need{evidence.Require(evidence.NetworkPolicies)},
	Remedy: checks.Remedy{
		Says:   "Keep one of them.",
		Verify: []string{"kubectl -n {{.name}} get networkpolicy {{.policy}} {{.other}} -o yaml"},
	},
	Eval: func(c *checks.Context) {
		policies := evidence.NetworkPolicies.Of(c)
		if len(policies) < 2 {
			c.Skip("the namespace has no two NetworkPolicies")
			return
		}
		first := map[string]*networkingv1.NetworkPolicy{}
		for i := range policies {
			p := &policies[i]
			spec := string(text(p.Spec))
			if same := first[spec]; same != nil {
				blame(c, p)
				c.Set("other", same.Name)
				c.Fail("NetworkPolicy %s says the same as %s", p.Name, same.Name)
				continue
			}
			first[spec] = p
		}
		c.Pass("no two of %s say the same", checks.Names(named(policies)))
	},
}

func named(policies []networkingv1.NetworkPolicy) (names []string) {
	for i := range policies {
		names = append(names, policies[i].Name)
	}
	return names
}
