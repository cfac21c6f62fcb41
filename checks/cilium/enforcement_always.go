package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// EnforcementAlways finds namespaces without any policy where Cilium denies
// all that no policy allows.
var EnforcementAlways = &checks.Check{
	ID:     "cilium.enforcement-always",
	Asks:   "May pods without a policy call and be called?",
	Why:    "With enable-policy=always Cilium denies whatever no policy allows, even for pods that no policy selects: a new namespace is cut off until somebody writes policies.",
	Limits: "Only a namespace without any policy is judged here; what policies allow is for the checks of policies.",
	Refs:   []string{"https://docs.cilium.io/en/stable/security/policy/intro/#policy-enforcement-modes", "cilium v1.20.2 pkg/policy/repository.go"},
	For:    checks.Unreachable(),
	Also:   []checks.Symptom{checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PolicyReview},
	Scope:  evidence.Namespace,
	Side:   checks.Both,
	Needs:  policies(evidence.Require(evidence.NetworkPolicies), evidence.Require(evidence.Pods)),
	Remedy: checks.Remedy{
		Says:   "Write policies that allow what the namespace's pods need, DNS among it, or set enable-policy to default." + managedByAKS,
		Verify: []string{seeConfig, "kubectl -n {{.name}} get networkpolicies,ciliumnetworkpolicies"},
	},
	Eval: func(c *checks.Context) {
		switch {
		case !installed(c):
			return
		case !sure(c, "enable-policy", "policy-audit-mode"):
			return
		case setting(c, "enable-policy") != "always":
			c.Pass("Cilium denies only what is selected by a policy (enable-policy is %q)", setting(c, "enable-policy"))
			return
		case on(c, "policy-audit-mode", false):
			c.Pass("Cilium only records what it would deny (policy-audit-mode)")
			return
		}
		pods := 0
		for _, p := range evidence.Pods.Of(c) {
			if kube.Networked(&p) {
				pods++
			}
		}
		written := len(evidence.NetworkPolicies.Of(c)) + len(policiesWith(c, func(*evidence.CiliumPolicy) bool { return true }))
		switch {
		case pods == 0:
			c.Skip("the namespace has no running pod with a network of its own")
		case written > 0:
			c.Pass("Cilium denies what no policy allows (enable-policy=always), and there is %s that may allow it", checks.Count(written, "policy"))
		default:
			c.Fail("Cilium denies what no policy allows (enable-policy=always), and no policy concerns the namespace's %s", checks.Count(pods, "pod"))
		}
	},
}
