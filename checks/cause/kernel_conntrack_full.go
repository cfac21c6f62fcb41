package cause

import "github.com/netwhy/netwhy/checks"

// KernelConntrackFull refuses new connections while open ones go on.
var KernelConntrackFull = &Cause{
	ID:       "kernel.conntrack-full",
	Says:     "The node's table of connections is full",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"kernel.conntrack-full"},
	Then:     []string{"kernel.packet-filter", "kernel.retransmits", "socket.segments-lost"},
}
