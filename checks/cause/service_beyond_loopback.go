package cause

import "github.com/netwhy/netwhy/checks"

// ServiceBeyondLoopback shuts out everybody but the pod itself.
var ServiceBeyondLoopback = &Cause{
	ID:       "service.listens-on-loopback",
	Says:     "The application listens on its pod's loopback address, or another that is not the pod's, so that callers are refused",
	Explains: append(checks.Unreachable(), checks.IngressUnreachable),
	Shown:    []string{"service.beyond-loopback"},
	Then:     []string{"service.target-port-refused", "workload.probe-wrong", "workload.not-ready", "service.no-ready-endpoints"},
}
