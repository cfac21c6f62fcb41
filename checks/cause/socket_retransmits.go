package cause

import "github.com/netwhy/netwhy/checks"

// SocketRetransmits is a loss whose place nothing else tells.
var SocketRetransmits = &Cause{
	ID:       "socket.segments-lost",
	Says:     "Segments of the workload's connections are lost on their way, where is not known",
	Explains: append(checks.Unreachable(), checks.PacketLoss, checks.Latency, checks.EgressBlocked, checks.IngressUnreachable),
	Shown:    []string{"socket.retransmits"},
}
