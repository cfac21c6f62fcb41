package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// PolicyMapFull finds a node on which an endpoint has more rules than room.
var PolicyMapFull = &checks.Check{
	ID:     "cilium.policy-map-full",
	Asks:   "Do the rules of every endpoint on the node fit into its table?",
	Why:    "Each endpoint has a table of identities and ports that may pass. Rules that do not fit are left out, and what they allow is dropped.",
	Limits: "The agent tells the fullest table only, and not of which endpoint it is.",
	Refs:   []string{"https://docs.cilium.io/en/stable/network/ebpf/maps/", "cilium v1.20.2 pkg/endpointmanager/policymap_pressure.go"},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PolicyReview),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Needs:  metered(),
	Remedy: checks.Remedy{
		Says:   "Narrow policies that select many identities (empty selectors with ports, all namespaces), or make the tables larger (bpf-policy-map-max)." + managedByAKS,
		Verify: []string{"kubectl get networkpolicies,ciliumnetworkpolicies -A", "kubectl get ciliumidentities -o name", seeAgent},
	},
	Eval: func(c *checks.Context) {
		m := counted(c, pressureFamily)
		if m == nil {
			return
		}
		list := tables(m, "policy")
		if len(list) == 0 {
			c.Pass("the fullest table of rules is less than a tenth full, which is when it is told")
			return
		}
		for _, t := range list {
			switch {
			case t.used >= 0.999:
				c.Fail("the fullest table of rules is full (%s): rules that do not fit are left out", t)
			case t.used > 0.9:
				c.Unknown("the fullest table of rules is nearly full (%s)", t)
			default:
				c.Pass("the fullest table of rules has room (%s)", t)
			}
		}
	},
}
