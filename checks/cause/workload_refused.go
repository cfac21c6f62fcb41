package cause

import "github.com/netwhy/netwhy/checks"

// WorkloadRefused is a quota, pod security or a webhook in the way.
var WorkloadRefused = &Cause{
	ID:       "workload.pods-refused",
	Says:     "The API server refuses to create the workload's pods",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable),
	Shown:    []string{"workload.pods-created"},
	Then:     []string{"workload.not-ready", "service.no-ready-endpoints", "ingress.backend-without-endpoints"},
}
