package cause

import "github.com/netwhy/netwhy/checks"

// KernelNoRoute reaches no network but the node's own.
var KernelNoRoute = &Cause{
	ID:       "kernel.no-route",
	Says:     "The node has no way for packets that it is to send",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"kernel.no-route"},
	Then:     []string{"kernel.syn-queue-full", "kernel.retransmits", "socket.segments-lost", "node.egress-blocked", "node.not-ready"},
}
