package cause

import "github.com/netwhy/netwhy/checks"

// FlowUnanswered is a server that takes a connection and does not answer, as it was seen.
var FlowUnanswered = &Cause{
	ID:       "flow.unanswered",
	Says:     "Connections arrive at the pods, or leave the cluster, and nothing answers",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"flow.call-unanswered", "flow.host-unanswered"},
	After:    []string{"service", "workload", "socket", "kernel", "node", "nic", "egress", "policy"},
}
