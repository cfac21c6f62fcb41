package cause

import "github.com/netwhy/netwhy/checks"

// SocketCallsUnanswered is what the caller sees of a loss that nothing tells the
// place of.
var SocketCallsUnanswered = &Cause{
	ID:       "socket.calls-unanswered",
	Says:     "The caller's attempts to connect get no answer: they are lost on the way, where is not known",
	Explains: append(checks.Unreachable(), checks.PacketLoss),
	Shown:    []string{"socket.calls-answered"},
	After:    []string{"cilium", "egress", "flow", "ingress", "ipam", "kernel", "mtls", "nic", "node", "policy", "service", "socket", "workload"},
}
