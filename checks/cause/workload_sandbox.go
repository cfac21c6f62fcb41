package cause

import "github.com/netwhy/netwhy/checks"

// WorkloadSandbox keeps pods without an address.
var WorkloadSandbox = &Cause{
	ID:       "workload.sandbox-failed",
	Says:     "The network plugin cannot set up the pods' network",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable, checks.IPExhaustion),
	Shown:    []string{"workload.sandbox"},
	Then:     []string{"workload.not-ready", "service.no-ready-endpoints", "ingress.backend-without-endpoints"},
}
