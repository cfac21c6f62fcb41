package cause

import "github.com/netwhy/netwhy/checks"

// WorkloadScaledDown is a workload at rest that somebody calls.
var WorkloadScaledDown = &Cause{
	ID:       "workload.scaled-to-zero",
	Says:     "The workload asks for no pods",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable),
	Shown:    []string{"workload.replicas"},
	Then:     []string{"service.scaled-to-zero", "service.no-ready-endpoints", "ingress.backend-without-endpoints"},
}
