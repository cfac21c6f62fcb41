package cause

import "github.com/netwhy/netwhy/checks"

// KernelReversePath drops what comes by a second interface.
var KernelReversePath = &Cause{
	ID:       "kernel.reverse-path",
	Says:     "The node drops packets that come on another way than answers would go",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"kernel.reverse-path"},
	Then:     []string{"kernel.retransmits", "socket.segments-lost"},
}
