package cause

import "github.com/netwhy/netwhy/checks"

// SocketReceiveQueue loses segments that had arrived.
var SocketReceiveQueue = &Cause{
	ID:       "socket.segments-unread",
	Says:     "The workload's program does not take what arrives on its connections, so that segments are dropped in its pod",
	Explains: append(checks.Unreachable(), checks.PacketLoss, checks.Latency),
	Shown:    []string{"socket.receive-queue", "socket.backlog"},
}
