package cause

import "github.com/netwhy/netwhy/checks"

// FlowServiceDropped is a Service that leads nowhere, as it was seen.
var FlowServiceDropped = &Cause{
	ID:       "flow.service-dropped",
	Says:     "The dataplane drops packets for the Service, which leads nowhere for them",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"flow.call-service-drops"},
	After:    []string{"service", "workload", "node", "cilium"},
}
