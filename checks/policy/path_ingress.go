package policy

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/ruleset"
)

// PathIngress computes whether the policies of what is called let the call in.
var PathIngress = &checks.Check{
	ID:     "policy.path-ingress-allowed",
	Asks:   "Do the policies that select the pods behind the Service let the caller in?",
	Why:    "Once a policy selects a pod for ingress, only what some rule names may come in, and what a deny rule names may not: everybody else times out.",
	Limits: PathEgress.Limits,
	Refs:   pathRefs,
	For:    PathEgress.For,
	Also:   []checks.Symptom{checks.DNSFails},
	Scope:  evidence.Call,
	Callee: evidence.Service,
	Covers: []string{"policy.allows-any"},
	Needs:  pathNeeds(ruleset.AtCallee(ruleset.OfNamespace())),
	Remedy: openPath,
	Eval:   func(c *checks.Context) { judgePath(c, true) },
}
