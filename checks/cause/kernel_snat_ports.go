package cause

import "github.com/netwhy/netwhy/checks"

// KernelSNATPorts takes the first packet of a connection, and its repetitions.
var KernelSNATPorts = &Cause{
	ID:       "kernel.snat-ports",
	Says:     "The node has no free port for the source addresses that it rewrites",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"kernel.snat-ports"},
	Then:     []string{"kernel.packet-filter", "kernel.retransmits", "socket.segments-lost"},
}
