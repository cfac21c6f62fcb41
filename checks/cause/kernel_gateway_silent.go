package cause

import "github.com/netwhy/netwhy/checks"

// KernelGatewaySilent keeps all on the node that should leave it.
var KernelGatewaySilent = &Cause{
	ID:       "kernel.gateway-silent",
	Says:     "The node's gateway does not answer",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"kernel.gateway-silent"},
	Then:     []string{"kernel.retransmits", "socket.segments-lost", "node.egress-blocked", "node.not-ready"},
}
