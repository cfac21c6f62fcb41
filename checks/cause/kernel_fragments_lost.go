package cause

import "github.com/netwhy/netwhy/checks"

// KernelFragmentsLost loses large packets, and no small ones.
var KernelFragmentsLost = &Cause{
	ID:       "kernel.fragments-lost",
	Says:     "Pieces of packets are lost on their way to the node",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"kernel.fragments-lost"},
	Then:     []string{"socket.fragments-lost"},
}
