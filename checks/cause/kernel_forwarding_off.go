package cause

import "github.com/netwhy/netwhy/checks"

// KernelForwardingOff cuts pods off while their probes pass.
var KernelForwardingOff = &Cause{
	ID:       "kernel.forwarding-off",
	Says:     "The node does not forward packets",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"kernel.forwarding-off"},
	Then:     []string{"kernel.retransmits", "socket.segments-lost"},
}
