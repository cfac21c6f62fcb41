package policy

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// PortIngress is [PathIngress] of the port that the question names.
var PortIngress = &checks.Check{
	ID:     "policy.port-ingress-allowed",
	Asks:   "Do the policies that select the pods behind the port of the Service let the caller in?",
	Why:    PathIngress.Why,
	Limits: PathIngress.Limits,
	Refs:   pathRefs,
	For:    PathIngress.For,
	Scope:  evidence.Call,
	Callee: evidence.Port,
	Covers: []string{"policy.allows-any", "policy.path-ingress-allowed"},
	Needs:  PathIngress.Needs,
	Remedy: openPath,
	Eval:   func(c *checks.Context) { judgePath(c, true) },
}
