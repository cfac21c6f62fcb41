package policy

import (
	"maps"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// EmptySection finds Cilium policies with a list of rules that is empty.
var EmptySection = &checks.Check{
	ID:     "policy.empty-section",
	Asks:   "Does every section of the namespace's Cilium policies hold a rule?",
	Why:    "To a NetworkPolicy an empty list of rules denies everything; to Cilium it says nothing: the direction stays open. What denies is one empty rule, [{}].",
	Limits: "CiliumNetworkPolicies of the namespace only. A section that enableDefaultDeny governs is left alone.",
	Refs:   []string{"https://docs.cilium.io/en/stable/security/policy/language/#ingress-egress-default-deny"},
	For:    []checks.Symptom{checks.PolicyReview},
	Scope:  evidence.Namespace, Side: checks.Both, Weight: checks.Risk,
	Needs: []evidence.Need{evidence.RequireIfInstalled(evidence.CiliumNetworkPolicies)},
	Remedy: checks.Remedy{
		Says:   "Write [{}] to deny everything in the direction, or take the section out.",
		Verify: []string{seeCilium},
	},
	Eval: func(c *checks.Context) {
		reviewCilium(c, "no section is empty", func(p *evidence.CiliumPolicy, r *evidence.CiliumRule) {
			for _, section := range slices.Sorted(maps.Keys(sections(r))) {
				if list := sections(r)[section]; list != nil && len(list) == 0 && r.EnableDefault == nil {
					c.Fail("%s has an empty list as %s, which to Cilium denies nothing", blameCilium(c, p), section)
				}
			}
		})
	},
}
