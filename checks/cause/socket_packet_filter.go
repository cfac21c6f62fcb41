package cause

import "github.com/netwhy/netwhy/checks"

// SocketPacketFilter drops what nobody outside the pod knows of.
var SocketPacketFilter = &Cause{
	ID:       "socket.pod-firewall",
	Says:     "A firewall in the network of the workload's own pods drops packets",
	Explains: append(checks.Unreachable(), checks.PacketLoss, checks.Latency, checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable),
	Shown:    []string{"socket.packet-filter"},
	Then:     []string{"socket.segments-lost", "workload.probe-wrong", "workload.not-ready", "service.no-ready-endpoints"},
}
