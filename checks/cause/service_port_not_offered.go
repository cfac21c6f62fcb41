package cause

import "github.com/netwhy/netwhy/checks"

// ServicePortNotOffered is the call of a port that a Service does not have.
var ServicePortNotOffered = &Cause{
	ID:       "service.port-not-offered",
	Says:     "The Service does not have the port that is called",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable),
	Shown:    []string{"service.port-offered"},
}
