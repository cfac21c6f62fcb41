package cause

import "github.com/netwhy/netwhy/checks"

// ServiceMissing is the call of a Service that is not there.
var ServiceMissing = &Cause{
	ID:       "service.missing",
	Says:     "The Service that is called does not exist in that namespace",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable, checks.DNSFails),
	Shown:    []string{"service.exists"},
	Then:     []string{"ingress.backend-missing", "dns.name-unresolved"},
}
