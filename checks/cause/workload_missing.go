package cause

import "github.com/netwhy/netwhy/checks"

// WorkloadMissing is a name that no workload bears.
var WorkloadMissing = &Cause{
	ID:       "workload.missing",
	Says:     "The workload that was asked for does not exist",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable),
	Shown:    []string{"workload.exists"},
	Then:     []string{"service.selector-mismatch", "service.no-ready-endpoints"},
}
