package cause

import "github.com/netwhy/netwhy/checks"

// SocketFragments loses large datagrams.
var SocketFragments = &Cause{
	ID:       "socket.fragments-lost",
	Says:     "Packets that were cut up on their way reach the workload in part only",
	Explains: append(checks.Unreachable(), checks.PacketLoss, checks.DNSFails, checks.EgressBlocked),
	Shown:    []string{"socket.fragments"},
}
