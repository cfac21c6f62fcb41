package cause

import "github.com/netwhy/netwhy/checks"

// WorkloadCrashing cuts connections whenever a container ends.
var WorkloadCrashing = &Cause{
	ID:       "workload.crashing",
	Says:     "The workload's containers end again and again",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable, checks.PacketLoss, checks.Latency),
	Shown:    []string{"workload.crashing"},
	Then:     []string{"workload.not-ready", "service.no-ready-endpoints", "ingress.backend-without-endpoints"},
}
