package cause

import "github.com/netwhy/netwhy/checks"

// ServiceTargetPortRefused lets pods refuse what a Service sends them.
var ServiceTargetPortRefused = &Cause{
	ID:       "service.target-port-refused",
	Says:     "Nothing listens in the pods on the port that the Service sends traffic to",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable),
	Shown:    []string{"service.target-port-listens", "service.pod-port-listens"},
	Then:     []string{"workload.probe-wrong", "workload.not-ready", "service.no-ready-endpoints"},
}
