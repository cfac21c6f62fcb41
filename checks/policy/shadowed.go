package policy

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/reach"
	"github.com/netwhy/netwhy/checks/ruleset"
)

// Shadowed finds rules that allow what another policy denies whole.
var Shadowed = &checks.Check{
	ID:     "policy.shadowed",
	Asks:   "Does every rule of the namespace that allows something survive the deny rules?",
	Why:    "A deny rule outweighs every rule that allows, whichever was written first: a rule all of whose peers and ports another policy denies opens nothing, though it reads as if it did.",
	Limits: "A rule of which several deny rules take a part each is not found, nor one that selects no living pod.",
	Refs:   []string{"https://docs.cilium.io/en/stable/security/policy/language/#deny-policies"},
	For:    []checks.Symptom{checks.PolicyReview},
	Scope:  evidence.Namespace, Side: checks.Both, Weight: checks.Risk,
	Needs: ruleset.Enforced(append(ruleset.OfNamespace(), evidence.Require(evidence.Pods))...),
	Remedy: checks.Remedy{
		Says:   "Decide which of the two is meant: take the rule away, or narrow the deny rule.",
		Verify: openPath.Verify[:1],
	},
	Eval: func(c *checks.Context) {
		l, err := lawOf(c, c, nil)
		switch {
		case err != nil:
			c.Unknown("the policies cannot be judged: %v", err)
			return
		case l.Rules.Dataplane == reach.Other:
			c.Skip("only Cilium has policies that deny")
			return
		case l.Rules.Dataplane == reach.Unidentified && len(l.Rules.CiliumPolicies) > 0:
			c.Unknown("what enforces policies is not known")
			return
		}
		var pods []reach.End
		for _, p := range kube.Live(evidence.Pods.Of(c)) {
			pods = append(pods, reach.PodEnd(&p))
		}
		shadows, err := l.Shadowed(c.Subject().Name, pods)
		if err != nil {
			c.Unknown("the policies cannot be judged: %v", err)
			return
		}
		for _, s := range shadows {
			c.Blame(s.Rule.Kind, s.Rule.Namespace, s.Rule.Policy.Name)
			name(c, s.Rule.Policy)
			by := s.By.String()
			if s.By.Policy == s.Rule.Policy {
				by = fmt.Sprintf("%s of the same policy", s.By.Section)
			}
			c.Fail("%s opens nothing: %s denies all that it allows, to the same pods, and outweighs it", s.Rule, by)
		}
		c.Pass("no rule that allows something is denied whole by another")
	},
}
