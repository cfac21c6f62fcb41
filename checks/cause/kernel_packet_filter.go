package cause

import "github.com/netwhy/netwhy/checks"

// KernelPacketFilter drops packets of pods, whatever network policies say.
var KernelPacketFilter = &Cause{
	ID:       "kernel.packet-filter",
	Says:     "A firewall rule of the node drops packets",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"kernel.packet-filter"},
	Then:     []string{"kernel.retransmits", "socket.segments-lost", "node.egress-blocked"},
}
