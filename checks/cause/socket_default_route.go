package cause

import "github.com/netwhy/netwhy/checks"

// SocketDefaultRoute keeps pods from calling and from answering.
var SocketDefaultRoute = &Cause{
	ID:       "socket.route-missing",
	Says:     "The workload's pods have lost the route to other nodes and networks",
	Explains: append(checks.Unreachable(), checks.PacketLoss, checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable),
	Shown:    []string{"socket.default-route"},
	Then:     []string{"socket.segments-lost", "workload.probe-wrong", "workload.not-ready", "service.no-ready-endpoints"},
}
