package flow

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// DNSPolicyDrops finds policies that drop what pods ask DNS.
var DNSPolicyDrops = &checks.Check{
	ID:     "flow.dns-policy-drops",
	Asks:   "Do the network policies let the workload's queries through to DNS?",
	Why:    "A pod whose egress is restricted and not allowed to DNS resolves nothing: every call by name fails after seconds.",
	Limits: "Is told by port 53.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/network-policies/", "https://docs.cilium.io/en/v1.20/_api/v1/flow/README/"},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.PolicyReview),
	Scope:  evidence.Workload,
	Side:   checks.Caller,
	Needs:  queryNeeds(),
	Leads:  []checks.Lead{{Ask: "flow.policies-in-force", Always: true}},
	Remedy: checks.Remedy{
		Says: "Allow UDP and TCP port 53 to the pods of kube-dns in the policies that are asked, and to the node's cache where there is one.",
		Verify: []string{
			"kubectl -n {{.enforcer}} get networkpolicies,ciliumnetworkpolicies",
			"kubectl -n {{.namespace}} get pod {{.pod}} --show-labels",
		},
	},
	Eval: func(c *checks.Context) {
		all := queries(c)
		tellDrops(c, all, all.keep(goingDropped), "no query to port 53 was dropped by a policy", toDNS)
	},
}

// queryNeeds are the flows of a workload, and the policies that its queries are
// held against.
func queryNeeds() []evidence.Need {
	return slices.Concat(needs(), heldAgainst(evidence.Require(evidence.CoreDNSPods)))
}

// queries are what the workload's pods send to port 53, and the answers.
func queries(c *checks.Context) seen {
	pods := ownPods(c.Subject(), evidence.Pods.Of(c))
	return look(c, evidence.WorkloadFlows).keep(func(f *hubble.Flow) bool {
		return among(f.Client, c.Subject().Namespace, pods) && (f.Port == 53 || f.DNS != nil)
	})
}
