package cause

import "github.com/netwhy/netwhy/checks"

// KernelNeighbourOverflow leaves some peers without a hardware address.
var KernelNeighbourOverflow = &Cause{
	ID:       "kernel.neighbour-overflow",
	Says:     "The node's neighbour table is full",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"kernel.neighbour-overflow"},
	Then:     []string{"kernel.gateway-silent", "kernel.retransmits", "socket.segments-lost"},
}
