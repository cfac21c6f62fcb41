package policy

import (
	"bytes"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
)

// Contained finds rules that allow nothing that another does not.
var Contained = &checks.Check{
	ID:   "policy.contained",
	Asks: "Does every rule of the namespace's NetworkPolicies allow something that no other allows to the same pods?",
	Why: "Allow rules add up: where a wider rule is there for the same pods, the narrower one decides nothing. Whoever tightens it, or takes it away to close a path, changes nothing; " +
		"and often the wider one was not meant to stay.",
	Limits: "A rule that several others allow together is not found, nor are the rules of Cilium's own policies. The narrower one may be there on purpose, for when the wider one goes.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation"},
	For:    []checks.Symptom{checks.PolicyReview},
	Scope:  evidence.Namespace, Side: checks.Both, Weight: checks.Risk,
	Needs: []evidence.Need{evidence.Require(evidence.NetworkPolicies)},
	Remedy: checks.Remedy{
		Says:   "Decide which of the two is meant: take away the narrower rule, or the wider one.",
		Verify: []string{"kubectl -n {{.name}} get networkpolicy {{.policy}} {{.other}} -o yaml"},
	},
	Eval: func(c *checks.Context) {
		var list []extent
		reviewRules(c, "none allows only what another allows", func(p *networkingv1.NetworkPolicy, r rule) {
			list = append(list, extentOf(p, r))
		})
		for i := range list {
			r := &list[i]
			for k := range list {
				wide := &list[k]
				if k == i || !wide.covers(r) || same(wide, r) || k > i && r.covers(wide) { // of two that say the same, the later one is told
					continue
				}
				blame(c, r.policy)
				if wide.policy != r.policy {
					c.Set("other", wide.policy.Name)
				}
				c.Fail("%s adds nothing: %s allows all of it, to the same pods", r.says, wide.says)
				break
			}
		}
	},
}

// same reports whether two rules are of policies that are equal but for their
// names, which is told of them as a whole.
func same(a, b *extent) bool {
	return a.policy != b.policy && bytes.Equal(text(a.policy.Spec), text(b.policy.Spec))
}
