package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// L7Clusterwide finds rules for requests where AKS does not support them.
var L7Clusterwide = &checks.Check{
	ID:     "cilium.l7-clusterwide",
	Asks:   "Are rules for requests written where AKS supports them?",
	Why:    "AKS supports rules for HTTP and Kafka in CiliumNetworkPolicies only: in a CiliumClusterwideNetworkPolicy they may be refused or do nothing.",
	Limits: "Cilium itself takes them; what holds is the support of AKS.",
	Refs:   []string{"https://learn.microsoft.com/azure/aks/container-network-security-l7-policy-concepts"},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   []checks.Symptom{checks.HealthReview},
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.CiliumDaemonSet), evidence.RequireIfInstalled(evidence.CiliumClusterwideNetworkPolicies)},
	Remedy: checks.Remedy{
		Says:   "Write the rules into a CiliumNetworkPolicy of each namespace that they concern.",
		Verify: []string{"kubectl get ciliumclusterwidenetworkpolicies"},
	},
	Eval: func(c *checks.Context) {
		if !aksInstalled(c) {
			return
		}
		var found []evidence.CiliumPolicy
		for _, p := range evidence.CiliumClusterwideNetworkPolicies.Of(c) {
			if has(&p, "http", "kafka", "l7") {
				found = append(found, p)
			}
		}
		if len(found) > 0 {
			blame(c, found)
			c.Fail("%s has rules for requests", names(found))
			return
		}
		c.Pass("no CiliumClusterwideNetworkPolicy has rules for requests")
	},
}
