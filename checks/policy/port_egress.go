package policy

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// PortEgress is [PathEgress] of the port that the question names.
var PortEgress = &checks.Check{
	ID:     "policy.port-egress-allowed",
	Asks:   "Do the policies that select the caller let it call the port of the Service?",
	Why:    PathEgress.Why,
	Limits: PathEgress.Limits,
	Refs:   pathRefs,
	For:    PathEgress.For,
	Scope:  evidence.Call,
	Callee: evidence.Port,
	Covers: []string{"policy.egress-any", "policy.path-egress-allowed"},
	Needs:  PathEgress.Needs,
	Remedy: openPath,
	Eval:   func(c *checks.Context) { judgePath(c, false) },
}
