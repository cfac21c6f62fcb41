package cause

import "github.com/netwhy/netwhy/checks"

// WorkloadInit keeps the application's containers from starting.
var WorkloadInit = &Cause{
	ID:       "workload.init-stuck",
	Says:     "An init container holds up the workload's pods",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable, checks.DNSFails, checks.EgressBlocked),
	Shown:    []string{"workload.init-blocked"},
	Then:     []string{"workload.not-ready", "service.no-ready-endpoints", "ingress.backend-without-endpoints"},
}
