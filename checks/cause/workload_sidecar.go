package cause

import "github.com/netwhy/netwhy/checks"

// WorkloadSidecar hides an application that is well.
var WorkloadSidecar = &Cause{
	ID:       "workload.sidecar-not-ready",
	Says:     "The workload's mesh proxy is not ready",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable),
	Shown:    []string{"workload.sidecar-ready"},
	Then:     []string{"workload.not-ready", "service.no-ready-endpoints", "ingress.backend-without-endpoints"},
}
