package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// NodeSelectorsOff finds policies that Cilium refuses because they choose nodes
// by their labels.
var NodeSelectorsOff = &checks.Check{
	ID:     "cilium.node-selectors-off",
	Asks:   "Can Cilium enforce the rules that choose nodes by their labels?",
	Why:    "Without enable-node-selector-labels Cilium refuses a policy with fromNodes or toNodes as a whole: what its other rules allow stays denied, what they deny stays open.",
	Limits: "Policies of other namespaces are not looked at.",
	Refs:   []string{"https://docs.cilium.io/en/stable/security/policy/language/#node-based", "cilium v1.20.2 pkg/policy/api/rule_validation.go ErrFromToNodesRequiresNodeSelectorOption"},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   append(checks.Unreachable(), checks.EgressBlocked, checks.DNSFails, checks.IngressUnreachable),
	Scope:  evidence.Namespace,
	Side:   checks.Both,
	Needs:  policies(evidence.Require(evidence.NetworkPolicies)),
	Remedy: checks.Remedy{
		Says:   "Set enable-node-selector-labels to true, or choose nodes with the entities host and remote-node." + managedByAKS,
		Verify: []string{seeConfig, "kubectl get ciliumnetworkpolicies,ciliumclusterwidenetworkpolicies -A"},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		found := policiesWith(c, func(p *evidence.CiliumPolicy) bool { return has(p, "fromNodes", "toNodes") })
		switch {
		case len(found) == 0:
			c.Pass("no policy that concerns the namespace chooses nodes by their labels")
		case !sure(c, "enable-node-selector-labels"):
		case on(c, "enable-node-selector-labels", false):
			c.Pass("%s with rules for nodes, and enable-node-selector-labels is on", checks.Count(len(found), "policy"))
		default:
			refused(c, found, "has fromNodes or toNodes, and enable-node-selector-labels is off")
		}
	},
}
