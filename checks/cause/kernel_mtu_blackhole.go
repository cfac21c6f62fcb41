package cause

import "github.com/netwhy/netwhy/checks"

// KernelMTUBlackhole lets connections open and then hang.
var KernelMTUBlackhole = &Cause{
	ID:       "kernel.mtu-blackhole",
	Says:     "The node cannot forward large packets, and keeps it from their senders",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"kernel.fragmentation"},
	Then:     []string{"kernel.packet-filter", "kernel.retransmits", "socket.segments-lost"},
}
