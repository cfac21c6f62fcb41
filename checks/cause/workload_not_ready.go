package cause

import "github.com/netwhy/netwhy/checks"

// WorkloadNotReady leaves a workload without a pod that may answer.
var WorkloadNotReady = &Cause{
	ID:       "workload.not-ready",
	Says:     "No pod of the workload is ready",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable),
	Shown:    []string{"workload.ready", "workload.pod-ip"},
	Then:     []string{"service.no-ready-endpoints", "ingress.backend-without-endpoints"},
}
