package policy

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
)

// EgressAny finds workloads that may reach nobody.
var EgressAny = &checks.Check{
	ID:     "policy.egress-any",
	Asks:   "Do network policies let the pods reach anybody?",
	Why:    "Once a policy selects a pod for egress, only what some policy allows may go out: with no rule at all, every call times out, DNS first.",
	Limits: "Fails only where no policy has any outbound rule. Whether rules that are there allow a given destination is not evaluated here.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation",
		"https://docs.cilium.io/en/stable/security/policy/intro/",
		"https://learn.microsoft.com/azure/aks/configure-static-egress-gateway#limitations-and-considerations",
	},
	For:   append(checks.Unreachable(), checks.PolicyReview, checks.EgressBlocked),
	Also:  []checks.Symptom{checks.DNSFails},
	Scope: evidence.Workload, Side: checks.Caller,
	Needs: everyPolicy,
	Remedy: checks.Remedy{
		Says:   "Add egress rules, to this policy or another that selects the pods: for DNS, and for the destinations and ports that should be allowed.",
		Verify: []string{"kubectl -n {{.namespace}} describe networkpolicy {{.policy}}"},
	},
	Eval: func(c *checks.Context) { allDenied(c, networkingv1.PolicyTypeEgress) },
}
