package cause

import "github.com/netwhy/netwhy/checks"

// SelectorMismatch leaves a Service without endpoints.
var SelectorMismatch = &Cause{
	ID:       "service.selector-mismatch",
	Says:     "The Service's selector matches no pod",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable, checks.DNSFails),
	Shown:    []string{"service.selector-matches"},
	Then:     []string{"service.no-ready-endpoints", "service.no-local-endpoint", "ingress.backend-without-endpoints"},
}
