package cilium

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Operator finds a cluster whose agents wait for an operator that is gone.
var Operator = &checks.Check{
	ID:     "cilium.operator",
	Asks:   "Does Cilium's operator do what the agents wait for?",
	Why:    "Where the operator gives out addresses, identities or slices of endpoints, no new pod or node gets what it needs while the operator is down; what is there goes on.",
	Limits: "Where agents do all that themselves, a missing operator only leaves old identities lying about, and is no fault.",
	Refs:   []string{"https://docs.cilium.io/en/stable/internals/cilium_operator/"},
	For:    checks.Unreachable(),
	Also:   []checks.Symptom{checks.IPExhaustion, checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PolicyReview},
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Needs:  configured(evidence.Require(evidence.CiliumOperator)),
	Remedy: checks.Remedy{
		Says: "Mend what keeps the operator from becoming ready, as its log says.",
		Verify: []string{
			"kubectl -n kube-system rollout status deployment cilium-operator --timeout=60s",
			"kubectl -n kube-system logs deployment/cilium-operator --tail=50",
		},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		list := evidence.CiliumOperator.Of(c)
		if len(list) == 0 {
			c.Skip("there is no Deployment kube-system/cilium-operator")
			return
		}
		status := list[0].Status
		if status.ReadyReplicas > 0 {
			c.Pass("%s of the operator ready", checks.Count(int(status.ReadyReplicas), "pod"))
			return
		}
		if !sure(c, "enable-cilium-endpoint-slice", "ipam", "identity-management-mode") {
			return
		}
		duty := ""
		switch ipam := setting(c, "ipam"); {
		case on(c, "enable-cilium-endpoint-slice", false):
			duty = "puts new pods into CiliumEndpointSlices, without which other nodes do not know them"
		case slices.Contains([]string{"cluster-pool", "multi-pool", "azure", "eni", "alibabacloud"}, ipam):
			duty = "gives nodes their addresses (ipam is " + ipam + ")"
		case setting(c, "identity-management-mode") == "operator":
			duty = "makes identities"
		}
		switch {
		case status.ObservedGeneration == 0:
			c.Unknown("the Deployment has no status yet")
		case duty == "":
			c.Pass("no pod of the operator is ready, but the agents do not wait for it")
		default:
			c.Blame("Deployment", systemNamespace, "cilium-operator")
			c.Fail("no pod of the operator is ready, which %s", duty)
		}
	},
}
