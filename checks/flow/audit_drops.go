package flow

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// AuditDrops finds what policies would drop, were they enforced.
var AuditDrops = &checks.Check{
	ID:     "flow.audit-drops",
	Asks:   "Would the workload's packets come through if policies were enforced?",
	Why:    "In audit mode Cilium says what it would drop and lets it pass: once the mode ends, it is gone.",
	Limits: "Flows of the last minutes only.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/security/policy-creation/"},
	Also:   []checks.Symptom{checks.PolicyReview, checks.HealthReview},
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  needs(),
	Remedy: checks.Remedy{
		Says:   "Allow in the policies what is wanted before the audit mode ends.",
		Verify: []string{"kubectl -n {{.enforcer}} get networkpolicies,ciliumnetworkpolicies"},
	},
	Eval: func(c *checks.Context) {
		all := workload(c)
		if blind(c, all) {
			return
		}
		audited := all.keep(func(f *hubble.Flow) bool { return f.Verdict == hubble.Audit })
		if len(audited.rows) == 0 {
			nothing(c, all, "no packet of its pods would have been dropped")
			return
		}
		for _, alike := range audited.apart(pair) {
			said := alike.sentence("would have been dropped, were the policies enforced")
			if why := alike.stale(1); why != "" {
				c.Unknown("%s, %s", said, why)
				continue
			}
			blamePolicy(c, alike.rows[0])
			c.Fail("%s", said)
		}
	},
}
