package policy

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// PodPortIngress is [PathIngress] of the port of its pods that a headless Service is called on.
var PodPortIngress = &checks.Check{
	ID:     "policy.pod-port-ingress-allowed",
	Asks:   "Do the policies that select the pods behind the port of the headless Service let the caller in?",
	Why:    PathIngress.Why,
	Limits: PathIngress.Limits,
	Refs:   pathRefs,
	For:    PathIngress.For,
	Scope:  evidence.Call,
	Callee: evidence.PodPort,
	Covers: []string{"policy.allows-any", "policy.path-ingress-allowed"},
	Needs:  PathIngress.Needs,
	Remedy: openPath,
	Eval:   func(c *checks.Context) { judgePath(c, true) },
}
