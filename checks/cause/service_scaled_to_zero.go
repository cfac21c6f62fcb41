package cause

import "github.com/netwhy/netwhy/checks"

// ServiceScaledToZero leaves a Service without pods.
var ServiceScaledToZero = &Cause{
	ID:       "service.scaled-to-zero",
	Says:     "The workload behind the Service is scaled to zero",
	Explains: []checks.Symptom{checks.ConnectionRefused, checks.ConnectionTimeout, checks.Intermittent, checks.IngressUnreachable},
	Shown:    []string{"service.scaled-up"},
	Then:     []string{"service.no-ready-endpoints", "service.no-local-endpoint", "ingress.backend-without-endpoints"},
}
