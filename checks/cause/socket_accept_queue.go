package cause

import "github.com/netwhy/netwhy/checks"

// SocketAcceptQueue leaves callers without an answer.
var SocketAcceptQueue = &Cause{
	ID:       "socket.calls-not-accepted",
	Says:     "The workload's program does not accept its connections, so that its queue is full and calls are dropped",
	Explains: append(checks.Unreachable(), checks.PacketLoss, checks.Latency, checks.IngressUnreachable),
	Shown:    []string{"socket.accept-queue"},
	Then:     []string{"workload.probe-wrong", "workload.not-ready", "service.no-ready-endpoints"},
}
