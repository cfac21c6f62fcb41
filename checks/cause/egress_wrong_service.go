package cause

import "github.com/netwhy/netwhy/checks"

// WrongService sends a caller to a Service, or a port of one, that is not there.
var WrongService = &Cause{
	ID:       "egress.wrong-service",
	Says:     "The caller is set up with a Service name or port that does not exist",
	Explains: append(checks.Unreachable(), checks.DNSFails),
	Shown:    []string{"egress.config-hosts", "egress.config-port", "egress.called-port"},
	Then:     []string{"service.port-not-offered", "workload.not-ready", "workload.crashing"},
}
