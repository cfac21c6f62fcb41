package cause

import "github.com/netwhy/netwhy/checks"

// KernelBlackholeRoute loses packets without a counter.
var KernelBlackholeRoute = &Cause{
	ID:       "kernel.blackhole-route",
	Says:     "A route of the node throws packets away",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"kernel.blackhole-route"},
	Then:     []string{"kernel.no-route", "kernel.retransmits", "socket.segments-lost", "node.egress-blocked"},
}
