package cause

import "github.com/netwhy/netwhy/checks"

// SocketSynQueue drops calls before they are connections.
var SocketSynQueue = &Cause{
	ID:       "socket.handshakes-dropped",
	Says:     "The workload's queue of calls that are being set up is full, so that further calls are dropped",
	Explains: append(checks.Unreachable(), checks.PacketLoss, checks.Latency, checks.IngressUnreachable),
	Shown:    []string{"socket.syn-queue"},
	Then:     []string{"workload.probe-wrong", "workload.not-ready", "service.no-ready-endpoints"},
}
