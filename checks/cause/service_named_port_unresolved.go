package cause

import "github.com/netwhy/netwhy/checks"

// ServiceNamedPortUnresolved leaves one port of a Service without endpoints.
var ServiceNamedPortUnresolved = &Cause{
	ID:       "service.named-port-unresolved",
	Says:     "No pod declares the container port that the Service names, under that name and protocol",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable, checks.DNSFails),
	Shown:    []string{"service.named-port-resolves", "service.protocol-matches"},
	Then:     []string{"ingress.backend-without-endpoints"},
}
