package cause

import "github.com/netwhy/netwhy/checks"

// ServiceNoReadyEndpoints leaves a Service without anything to send traffic to.
var ServiceNoReadyEndpoints = &Cause{
	ID:       "service.no-ready-endpoints",
	Says:     "None of the Service's endpoints is ready",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable, checks.DNSFails),
	Shown:    []string{"service.ready-endpoints"},
	Then:     []string{"service.no-local-endpoint", "ingress.backend-without-endpoints"},
}
