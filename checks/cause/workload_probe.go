package cause

import "github.com/netwhy/netwhy/checks"

// WorkloadProbe keeps running containers out of Services.
var WorkloadProbe = &Cause{
	ID:       "workload.probe-wrong",
	Says:     "A probe of the workload fails or cannot run",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable),
	Shown:    []string{"workload.probe-fails", "workload.probe-port"},
	Then:     []string{"workload.not-ready", "service.no-ready-endpoints", "ingress.backend-without-endpoints"},
}
