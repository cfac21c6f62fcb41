package cause

import "github.com/netwhy/netwhy/checks"

// WorkloadHostPort keeps pods waiting for a port of a node.
var WorkloadHostPort = &Cause{
	ID:       "workload.host-port-conflict",
	Says:     "The host port that the workload's pods ask for is in use",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable),
	Shown:    []string{"workload.host-port"},
	Then:     []string{"workload.pending", "workload.not-ready", "service.no-ready-endpoints"},
}
