package cause

import "github.com/netwhy/netwhy/checks"

// ServiceIPFamilyMismatch leaves a family of a Service without endpoints.
var ServiceIPFamilyMismatch = &Cause{
	ID:       "service.ip-family-mismatch",
	Says:     "The Service has an address family that its pods do not have",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable),
	Shown:    []string{"service.ip-family"},
	Then:     []string{"service.no-ready-endpoints", "service.no-local-endpoint", "ingress.backend-without-endpoints"},
}
