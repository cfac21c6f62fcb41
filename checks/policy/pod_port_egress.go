package policy

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// PodPortEgress is [PathEgress] of the port of its pods that a headless Service is called on.
var PodPortEgress = &checks.Check{
	ID:     "policy.pod-port-egress-allowed",
	Asks:   "Do the policies that select the caller let it call the port of the headless Service's pods?",
	Why:    PathEgress.Why,
	Limits: PathEgress.Limits,
	Refs:   pathRefs,
	For:    PathEgress.For,
	Scope:  evidence.Call,
	Callee: evidence.PodPort,
	Covers: []string{"policy.egress-any", "policy.path-egress-allowed"},
	Needs:  PathEgress.Needs,
	Remedy: openPath,
	Eval:   func(c *checks.Context) { judgePath(c, false) },
}
