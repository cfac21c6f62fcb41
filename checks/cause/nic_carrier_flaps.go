package cause

import "github.com/netwhy/netwhy/checks"

// NICCarrierFlaps is a link with short outages, too short for Kubernetes to see.
var NICCarrierFlaps = &Cause{
	ID:       "nic.carrier-flaps",
	Says:     "The network link of the node goes down and comes up again and again",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"nic.carrier-flaps"},
	Then:     []string{"nic.device-drops", "nic.queue-stalled", "kernel.gateway-silent", "kernel.retransmits", "socket.segments-lost", "node.not-ready"},
}
