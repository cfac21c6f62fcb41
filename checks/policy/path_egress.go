package policy

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/ruleset"
)

// PathEgress computes whether the caller's policies let the call out.
var PathEgress = &checks.Check{
	ID:   "policy.path-egress-allowed",
	Asks: "Do the policies that select the caller let it call the pods behind the Service?",
	Why:  "Once a policy selects a pod for egress, only what some rule names may leave it, and what a deny rule names may not: everything else times out.",
	Limits: "Policies see the pods and their port behind a Service, never the Service. Unknown where it is not said which pod calls, or which port, and some are denied only. " +
		"What a rule demands of requests (HTTP, DNS names) is said and not judged.",
	Refs:   pathRefs,
	For:    append(checks.Unreachable(), checks.PolicyReview),
	Also:   []checks.Symptom{checks.DNSFails},
	Scope:  evidence.Call,
	Callee: evidence.Service,
	Covers: []string{"policy.egress-any"},
	Needs:  pathNeeds(ruleset.OfNamespace()),
	Remedy: openPath,
	Eval:   func(c *checks.Context) { judgePath(c, false) },
}

// pathNeeds are what a path is judged by, with the policies of the side.
func pathNeeds(policies []evidence.Need) []evidence.Need {
	return slices.Concat(ruleset.Enforced(evidence.Require(evidence.Pods), evidence.Require(evidence.Pods).AtCallee(), evidence.Require(evidence.Services).AtCallee()), policies)
}

var pathRefs = []string{
	"https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation",
	"https://docs.cilium.io/en/stable/security/policy/intro/",
	"https://docs.cilium.io/en/stable/security/policy/language/#deny-policies",
}
