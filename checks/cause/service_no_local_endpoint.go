package cause

import "github.com/netwhy/netwhy/checks"

// ServiceNoLocalEndpoint lets nodes drop a Service's traffic.
var ServiceNoLocalEndpoint = &Cause{
	ID:       "service.no-local-endpoint",
	Says:     "The Service keeps traffic on its node, where its callers find no endpoint",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable),
	Shown:    []string{"service.external-traffic-local", "service.internal-traffic-local", "service.local-to-caller"},
}
