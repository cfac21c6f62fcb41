package cause

import "github.com/netwhy/netwhy/checks"

// KernelRetransmits is loss whose place is not known.
var KernelRetransmits = &Cause{
	ID:       "kernel.retransmits",
	Says:     "Packets are lost between the node and others",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"kernel.retransmits"},
	Then:     []string{"socket.segments-lost"},
}
