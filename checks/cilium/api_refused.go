package cilium

import (
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// APIRefused finds an agent whose calls the API server refuses.
var APIRefused = &checks.Check{
	ID:     "cilium.api-refused",
	Asks:   "Does the API server answer the node's agent?",
	Why:    "An agent that the API server throttles, refuses or cannot answer learns late, or never, of pods, policies and Services.",
	Limits: "Only some seconds are looked at; an agent without a connection counts nothing.",
	Refs:   []string{"https://docs.cilium.io/en/stable/observability/metrics/#kubernetes-rest-client"},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.PolicyReview),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  metered(),
	Remedy: checks.Remedy{Says: "See in the agent's log which calls, and how the control plane fares.", Verify: []string{seeAgent, "kubectl get --raw /readyz"}},
	Eval: func(c *checks.Context) {
		const family = "cilium_k8s_client_api_calls_total"
		m := counted(c, family)
		if m == nil {
			return
		}
		var refused []string
		for _, s := range m.Of(family) {
			code := s.Labels["return_code"]
			bad := slices.Contains([]string{"401", "403", "429"}, code) || len(code) == 3 && code[0] == '5'
			if moved := s.Moved(); bad && moved > 0 {
				refused = append(refused, fmt.Sprintf("%s +%.0f", code, moved))
			}
		}
		if len(refused) > 0 {
			c.Fail("the API server refused calls of the agent in %.0f s: %s", m.Seconds, checks.Names(refused))
			return
		}
		c.Pass("the API server refused none of %.0f calls in %.0f s", m.Moved(family), m.Seconds)
	},
}
