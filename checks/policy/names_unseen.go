package policy

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// NamesUnseen finds rules on host names for pods whose look-ups Cilium does
// not see.
var NamesUnseen = &checks.Check{
	ID:     "policy.names-unseen",
	Asks:   "Does Cilium see the look-ups of the pods for which the namespace's policies allow hosts by name?",
	Why:    HostNameSeen.Why,
	Limits: "Which names a rule for DNS lists is not compared; a question that names a host is answered more closely.",
	Refs:   HostNameSeen.Refs,
	For:    []checks.Symptom{checks.PolicyReview},
	Scope:  evidence.Namespace, Side: checks.Both, Weight: checks.Risk,
	Needs: []evidence.Need{
		evidence.RequireIfInstalled(evidence.CiliumNetworkPolicies), evidence.RequireIfInstalled(evidence.CiliumClusterwideNetworkPolicies), evidence.Require(evidence.Pods),
	},
	Remedy: checks.Remedy{
		Says:   HostNameSeen.Remedy.Says,
		Verify: []string{seeCilium},
	},
	Eval: func(c *checks.Context) {
		reviewCilium(c, "no rule allows a host by a name that Cilium does not see", func(p *evidence.CiliumPolicy, r *evidence.CiliumRule) {
			if !mentions(r.Egress, "toFQDNs") {
				return
			}
			for _, pod := range ciliumSelects(c, r) {
				if !seesLookups(c, &pod) {
					c.Fail("%s allows hosts by name (toFQDNs) to pods such as %s, and no policy that selects them has a rule for DNS (rules.dns)", blameCilium(c, p), pod.Name)
					return
				}
			}
		})
	},
}

// seesLookups reports whether a policy that selects a pod, or may, sends its
// queries through Cilium's DNS proxy.
func seesLookups(c *checks.Context, pod *corev1.Pod) bool {
	for _, p := range slices.Concat(evidence.CiliumNetworkPolicies.Of(c), evidence.CiliumClusterwideNetworkPolicies.Of(c)) {
		for _, r := range rulesIn(&p) {
			if r.EndpointSelector != nil && mayMatch(*r.EndpointSelector, pod) && mentions(r.Egress, "dns") {
				return true
			}
		}
	}
	return false
}
