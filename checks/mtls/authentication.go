package mtls

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Authentication tells of packets that wait for mutual authentication.
var Authentication = &checks.Check{
	ID:     "mtls.authentication",
	Asks:   "Do packets pass on the node for which policies demand authentication?",
	Why:    "A policy with authentication drops the packets of two identities until SPIRE has vouched for both. While SPIRE does not answer, that is all of them.",
	Limits: "The first packets of each new pair are dropped always. Whose they were, the counter does not tell.",
	Refs:   []string{"https://docs.cilium.io/en/stable/network/servicemesh/mutual-authentication/mutual-authentication/", "cilium v1.20.2 pkg/monitor/api/drop.go"},
	Also:   append(checks.Losses(), checks.PolicyReview, checks.ConnectionRefused),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.CiliumMetrics)},
	Remedy: checks.Remedy{
		Says:   "See whether SPIRE runs and knows the identities; take the demand out of the policy until it does.",
		Verify: []string{"kubectl get statefulsets,daemonsets -A --field-selector metadata.name=spire-server", "kubectl get ciliumnetworkpolicies -A -o yaml"},
	},
	Eval: func(c *checks.Context) {
		list := evidence.CiliumMetrics.Of(c)
		const drops, forwards = "cilium_drop_count_total", "cilium_forward_count_total"
		switch {
		case len(list) == 0:
			c.Skip("the cluster has no DaemonSet kube-system/cilium")
			return
		case !list[0].Has(forwards):
			c.Unknown("the node's Cilium agent does not tell what it forwards")
			return
		}
		const few = 10
		switch lost := list[0].Moved(drops, "reason", "Authentication required"); {
		case lost == 0:
			c.Pass("Cilium on the node dropped no packet in %.0f s for want of authentication", list[0].Seconds)
		case lost < few:
			c.Unknown("Cilium on the node dropped %.0f packets in %.0f s for want of authentication, as it does with the first of each pair", lost, list[0].Seconds)
		default:
			c.Fail("Cilium on the node dropped %.0f packets in %.0f s for want of authentication", lost, list[0].Seconds)
		}
	},
}
