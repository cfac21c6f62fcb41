package policy

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
	"github.com/netwhy/netwhy/checks/ruleset"
)

// Refused finds policies that Cilium does not take as they are written.
var Refused = &checks.Check{
	ID:     "policy.refused",
	Asks:   "Does Cilium take the namespace's policies as they are written?",
	Why:    "A policy that Cilium cannot parse is not enforced: what it allows stays denied by the others, and what it denies is open. The API server takes it all the same.",
	Limits: "Parsed by the version of Cilium that is built into Netwhy; an older one may refuse more.",
	Refs:   []string{"https://docs.cilium.io/en/stable/security/policy/language/"},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   checks.Unreachable(),
	Scope:  evidence.Namespace, Side: checks.Both,
	Needs: ruleset.Enforced(ruleset.OfNamespace()...),
	Remedy: checks.Remedy{
		Says:   "Correct the policy: the message is Cilium's own.",
		Verify: openPath.Verify,
	},
	Eval: func(c *checks.Context) {
		l, err := lawOf(c, c, nil)
		switch {
		case err != nil:
			c.Unknown("the policies cannot be judged: %v", err)
			return
		case l.Rules.Dataplane != reach.Cilium:
			c.Skip("Cilium does not enforce policies here")
			return
		case len(l.Rules.NetworkPolicies)+len(l.Rules.CiliumPolicies) == 0:
			c.Skip("there is no policy")
			return
		}
		for _, r := range l.Refused() {
			c.Blame(r.Kind, r.Namespace, r.Name)
			name(c, r.Policy)
			c.Fail("Cilium does not take %s: %s", r.Policy, r.Error)
		}
		c.Pass("Cilium takes %s", checks.Count(len(l.Rules.NetworkPolicies)+len(l.Rules.CiliumPolicies), "policy"))
	},
}
