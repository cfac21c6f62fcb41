package cause

import "github.com/netwhy/netwhy/checks"

// NICRingOverflow loses packets before the kernel sees them.
var NICRingOverflow = &Cause{
	ID:       "nic.ring-overflow",
	Says:     "The receive ring of the node's network device overflows",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"nic.ring-overflow"},
	Then:     []string{"kernel.retransmits", "socket.segments-lost"},
}
