package cause

import "github.com/netwhy/netwhy/checks"

// ServiceEndpointsNotPublished keeps ready pods from getting traffic.
var ServiceEndpointsNotPublished = &Cause{
	ID:       "service.endpoints-not-published",
	Says:     "Nobody keeps the Service's EndpointSlices up to date",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable),
	Shown:    []string{"service.endpoints-published"},
	Then:     []string{"service.no-ready-endpoints", "service.no-local-endpoint", "ingress.backend-without-endpoints"},
}
