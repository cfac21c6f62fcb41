package cause

import "github.com/netwhy/netwhy/checks"

// KernelNeighbourWrong sends a peer's packets to nobody.
var KernelNeighbourWrong = &Cause{
	ID:       "kernel.neighbour-wrong",
	Says:     "The node's neighbour table leads a peer to the node itself",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"kernel.neighbour-wrong"},
	Then:     []string{"kernel.retransmits", "socket.segments-lost"},
}
