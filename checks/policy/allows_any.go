package policy

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
)

// AllowsAny finds workloads that nobody may reach.
var AllowsAny = &checks.Check{
	ID:     "policy.allows-any",
	Asks:   "Do network policies let anybody reach the pods?",
	Why:    "Once a policy selects a pod, only what some policy allows may come in: with no rule at all, every caller times out.",
	Limits: "Fails only where no policy has any inbound rule. Whether rules that are there allow a given caller is not evaluated here. A node may still reach its own pods.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation",
		"https://docs.cilium.io/en/stable/security/policy/intro/",
	},
	For:   append(checks.Unreachable(), checks.PolicyReview),
	Also:  []checks.Symptom{checks.IngressUnreachable},
	Scope: evidence.Workload,
	Needs: everyPolicy,
	Remedy: checks.Remedy{
		Says:   "Add an ingress rule, to this policy or another that selects the pods, for the callers and ports that should be allowed.",
		Verify: []string{"kubectl -n {{.namespace}} describe networkpolicy {{.policy}}"},
	},
	Eval: func(c *checks.Context) { allDenied(c, networkingv1.PolicyTypeIngress) },
}
