package flow

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// HostPolicyDrops finds policies that drop what the caller sends to a host.
var HostPolicyDrops = &checks.Check{
	ID:     "flow.host-policy-drops",
	Asks:   "Do the network policies let the caller's packets out to the host?",
	Why:    "An egress policy that does not name the host, its addresses, or the name that it has now drops every packet without an answer.",
	Limits: "The host's addresses are those that Hubble learned, or that DNS gives now: packets to others are not found.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/security/policy/layer3/#dns-based"},
	Also:   append(checks.Unreachable(), checks.EgressBlocked, checks.PolicyReview),
	Scope:  evidence.Call,
	Callee: evidence.Host,
	Needs:  slices.Concat(hostNeeds(), heldAgainst()),
	Remedy: checks.Remedy{
		Says: "Allow the host in the caller's egress policy: by toFQDNs together with a DNS rule, or by its addresses.",
		Verify: []string{
			"kubectl -n {{.enforcer}} get networkpolicies,ciliumnetworkpolicies",
			"kubectl -n {{.namespace}} get pod {{.pod}} --show-labels",
		},
	},
	Eval: func(c *checks.Context) {
		all := outside(c)
		tellDrops(c, all, all.keep(goingDropped), "no packet to the host was dropped by a policy", toHost)
	},
}
