package policy

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/ruleset"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// DenyOnly finds Cilium policies that deny more than what they name.
var DenyOnly = &checks.Check{
	ID:   "policy.deny-only",
	Asks: "Do the namespace's Cilium policies that only deny leave the rest open?",
	Why: "A policy that has deny rules governs the direction like any other: what no rule allows is denied as well, not only what it names. " +
		"It takes enableDefaultDeny set to false to deny just that.",
	Limits: "CiliumNetworkPolicies of the namespace only; it fails where no other policy has rules that allow anything to the same pods.",
	Refs:   []string{"https://docs.cilium.io/en/stable/security/policy/intro/#policy-enforcement-modes", "https://docs.cilium.io/en/stable/security/policy/language/#deny-policies"},
	For:    []checks.Symptom{checks.PolicyReview},
	Scope:  evidence.Namespace, Side: checks.Both, Weight: checks.Risk,
	Needs: []evidence.Need{
		evidence.RequireIfInstalled(evidence.CiliumNetworkPolicies), evidence.RequireIfInstalled(evidence.CiliumClusterwideNetworkPolicies),
		evidence.Require(evidence.NetworkPolicies), evidence.Require(evidence.Pods),
	},
	Remedy: checks.Remedy{
		Says:   "Set enableDefaultDeny to false for the direction, if the policy is meant to deny no more than it names.",
		Verify: []string{seeCilium},
	},
	Eval: func(c *checks.Context) {
		reviewCilium(c, "none denies more than it names by deny rules alone", func(p *evidence.CiliumPolicy, r *evidence.CiliumRule) {
			for _, way := range []networkingv1.PolicyType{networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress} {
				allow, deny := r.Ingress, r.IngressDeny
				if way == networkingv1.PolicyTypeEgress {
					allow, deny = r.Egress, r.EgressDeny
				}
				pods := ciliumSelects(c, r)
				if len(deny) == 0 || len(allow) > 0 || r.EnableDefault != nil || len(pods) == 0 {
					continue
				}
				allowed := false
				for i := range pods {
					allowed = allowed || somethingAllowed(c, &pods[i], way, p)
				}
				if !allowed {
					c.Fail("%s has deny rules and nothing that allows: it denies all %s traffic of %s, not only what it names",
						blameCilium(c, p), traffic[way], checks.Count(len(pods), "pod"))
				}
			}
		})
	},
}

// somethingAllowed reports whether any other policy that selects a pod allows
// something, or may.
func somethingAllowed(c *checks.Context, pod *corev1.Pod, way networkingv1.PolicyType, but *evidence.CiliumPolicy) bool {
	for _, p := range evidence.NetworkPolicies.Of(c) {
		if governs(&p, way) && rulesOf(&p, way) > 0 && fits(&p.Spec.PodSelector, []labels.Set{pod.Labels}) {
			return true
		}
	}
	return slices.ContainsFunc(slices.Concat(evidence.CiliumNetworkPolicies.Of(c), evidence.CiliumClusterwideNetworkPolicies.Of(c)), func(p evidence.CiliumPolicy) bool {
		return ruleset.NameOf(&p) != ruleset.NameOf(but) && ciliumMaySelect(&p, pod, way)
	})
}
