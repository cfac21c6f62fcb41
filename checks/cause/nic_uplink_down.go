package cause

import "github.com/netwhy/netwhy/checks"

// NICUplinkDown sends what leaves the node into a dead link.
var NICUplinkDown = &Cause{
	ID:       "nic.uplink-down",
	Says:     "The link that the node's default route leads through is down",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"nic.uplink-down"},
	Then:     []string{"nic.device-drops", "kernel.gateway-silent", "kernel.no-route", "kernel.retransmits", "socket.segments-lost", "node.egress-blocked", "node.not-ready"},
}
