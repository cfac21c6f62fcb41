package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// PolicyImport finds an agent that has refused policies.
var PolicyImport = &checks.Check{
	ID:     "cilium.policy-import",
	Asks:   "Has the node's agent taken every policy?",
	Why:    "A policy that the agent cannot use is not in force, though it stands in the API server as any other.",
	Limits: "The count is since the agent's start: the policy may have been mended or deleted since. Which it was, the policy's status or the agent's log tells.",
	Refs:   []string{"https://docs.cilium.io/en/stable/observability/metrics/#policy"},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  metered(),
	Remedy: checks.Remedy{
		Says:   "Look for policies whose status is not valid, and mend what it says.",
		Verify: []string{"kubectl get ciliumnetworkpolicies,ciliumclusterwidenetworkpolicies -A", seeAgent},
	},
	Eval: func(c *checks.Context) {
		const family, before = "cilium_policy_change_total", "cilium_policy_import_errors_total"
		list := evidence.CiliumMetrics.Of(c)
		if len(list) == 0 || !list[0].Has(before) {
			if counted(c, family) == nil {
				return
			}
		}
		m := list[0]
		refused := m.Sum(family, "outcome", "fail") + m.Sum(before)
		if refused > 0 {
			c.Fail("the agent refused %s since its start", checks.Count(int(refused), "change"))
			return
		}
		c.Pass("the agent refused no change of a policy since its start")
	},
}
