package cause

import "github.com/netwhy/netwhy/checks"

// WorkloadGate keeps ready containers out of Services.
var WorkloadGate = &Cause{
	ID:       "workload.gate-closed",
	Says:     "Nobody has set the condition that the workload's pods wait for",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable),
	Shown:    []string{"workload.readiness-gates"},
	Then:     []string{"workload.not-ready", "service.no-ready-endpoints", "ingress.backend-without-endpoints"},
}
