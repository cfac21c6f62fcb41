package cause

import "github.com/netwhy/netwhy/checks"

// SocketMemoryAborts resets connections of whoever is on the node.
var SocketMemoryAborts = &Cause{
	ID:       "socket.memory-exhausted",
	Says:     "The node has used up its memory for TCP, and its kernel ends connections",
	Explains: append(checks.Unreachable(), checks.PacketLoss, checks.Latency, checks.EgressBlocked, checks.IngressUnreachable),
	Shown:    []string{"socket.memory-aborts"},
	Then:     []string{"socket.segments-unread", "socket.segments-lost"},
}
