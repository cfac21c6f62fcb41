package cause

import "github.com/netwhy/netwhy/checks"

// SocketUDPReceiveBuffer loses datagrams that had arrived.
var SocketUDPReceiveBuffer = &Cause{
	ID:       "socket.datagrams-unread",
	Says:     "The workload's program does not read its datagrams in time, so that they are dropped at its socket",
	Explains: append(checks.Unreachable(), checks.PacketLoss, checks.Latency, checks.DNSFails),
	Shown:    []string{"socket.udp-receive-buffer"},
}
