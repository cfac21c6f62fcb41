package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// HostFirewall finds policies for nodes that nothing enforces.
var HostFirewall = &checks.Check{
	ID:     "cilium.host-firewall",
	Asks:   "Does Cilium enforce the policies that select nodes?",
	Why:    "A policy with a nodeSelector governs the nodes themselves, and needs Cilium's host firewall. Without it, what the policy should close is open.",
	Limits: "What such a policy allows or denies is not judged.",
	Refs:   []string{"https://docs.cilium.io/en/stable/security/host-firewall/"},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   []checks.Symptom{checks.HealthReview},
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  configured(evidence.RequireIfInstalled(evidence.CiliumClusterwideNetworkPolicies)),
	Remedy: checks.Remedy{
		Says:   "Switch the host firewall on (enable-host-firewall) after a trial in audit mode, since a policy for nodes may cut them off, or guard the nodes with network security groups." + managedByAKS,
		Verify: []string{seeConfig, "kubectl get ciliumclusterwidenetworkpolicies"},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		var found []evidence.CiliumPolicy
		for _, p := range evidence.CiliumClusterwideNetworkPolicies.Of(c) {
			for _, r := range rulesOf(&p) {
				if r.NodeSelector != nil {
					found = append(found, p)
					break
				}
			}
		}
		switch {
		case len(found) == 0:
			c.Skip("no policy selects nodes")
		case !sure(c, "enable-host-firewall"):
		case on(c, "enable-host-firewall", false):
			c.Pass("%s for nodes, and the host firewall is on", checks.Count(len(found), "policy"))
		default:
			c.Fail("%s selects nodes, and enable-host-firewall is off: it is without effect", names(found))
		}
	},
}
