package cause

import "github.com/netwhy/netwhy/checks"

// WorkloadImagePull keeps containers from starting.
var WorkloadImagePull = &Cause{
	ID:       "workload.image-pull",
	Says:     "The workload's image cannot be pulled",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable, checks.EgressBlocked),
	Shown:    []string{"workload.image-pulls"},
	Then:     []string{"workload.not-ready", "service.no-ready-endpoints", "ingress.backend-without-endpoints"},
}
