package cause

import "github.com/netwhy/netwhy/checks"

// NodeProblem is a machine that cannot do its work.
var NodeProblem = &Cause{
	ID:       "node.problem",
	Says:     "The node has a lasting problem of its machine or its daemons",
	Explains: append(checks.Unreachable(), checks.PacketLoss, checks.Latency, checks.IngressUnreachable),
	Shown:    []string{"node.problem-detector"},
	Then:     []string{"node.not-ready", "workload.sandbox-failed", "workload.not-ready"},
}
