package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Regeneration finds a node whose agent fails to renew the rules of endpoints.
var Regeneration = &checks.Check{
	ID:     "cilium.regeneration",
	Asks:   "Can the node's agent renew the rules of its endpoints?",
	Why:    "When policies, identities or settings change the agent renews the programs and rules of its endpoints. Where that fails, old rules stay in force, and new pods get none.",
	Limits: "A failure that is retried minutes apart does not show in some seconds: then only the endpoints' states tell.",
	Refs:   []string{"https://docs.cilium.io/en/stable/observability/metrics/#endpoint", "https://docs.cilium.io/en/stable/security/policy/lifecycle/"},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PolicyReview),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Needs:  metered(),
	Remedy: checks.Remedy{
		Says:    "See in the agent's log why, and restart it; a policy that it cannot put into force, or too little memory, are common.",
		Changes: "The node's agent restarts; the kernel forwards on meanwhile.",
		Fix:     []string{"kubectl -n kube-system delete pod {{.pod}}"},
		Verify:  []string{seeAgent, seeAll},
	},
	Eval: func(c *checks.Context) {
		const family = "cilium_endpoint_regenerations_total"
		m := counted(c, family)
		if m == nil {
			return
		}
		moved, all, stuck := m.Moved(family, "outcome", "fail"), m.Sum(family, "outcome", "fail"), unready(m)
		c.Set("pod", m.Pod)
		switch {
		case moved > 0 && stuck > 0:
			c.Relate(c.Subject())
			c.Fail("%.0f renewals failed in %.0f s, and %s not ready", moved, m.Seconds, checks.Count(int(stuck), "endpoint"))
		case moved > 0:
			c.Unknown("%.0f renewals failed in %.0f s, but all endpoints are ready", moved, m.Seconds)
		case stuck > 0 && all > 0:
			c.Unknown("%s not ready, and %.0f renewals failed since the agent started, none in the last %.0f s", checks.Count(int(stuck), "endpoint"), all, m.Seconds)
		default:
			c.Pass("no renewal failed in %.0f s; %s not ready", m.Seconds, checks.Count(int(stuck), "endpoint"))
		}
	},
}
