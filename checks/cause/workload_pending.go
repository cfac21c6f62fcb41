package cause

import "github.com/netwhy/netwhy/checks"

// WorkloadPending keeps pods waiting for a node.
var WorkloadPending = &Cause{
	ID:       "workload.pending",
	Says:     "No node takes the workload's pods",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable, checks.IPExhaustion),
	Shown:    []string{"workload.scheduled"},
	Then:     []string{"workload.not-ready", "service.no-ready-endpoints", "ingress.backend-without-endpoints"},
}
