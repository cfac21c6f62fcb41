package cause

import "github.com/netwhy/netwhy/checks"

// SocketUDPSendBuffer loses datagrams before they are on the network.
var SocketUDPSendBuffer = &Cause{
	ID:       "socket.datagrams-unsent",
	Says:     "Datagrams that the workload sends are lost before they leave its pod",
	Explains: append(checks.Unreachable(), checks.PacketLoss, checks.Latency, checks.DNSFails),
	Shown:    []string{"socket.udp-send-buffer"},
}
