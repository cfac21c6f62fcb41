package cause

import "github.com/netwhy/netwhy/checks"

// NICUplinkThrottled delays and drops what leaves the node.
var NICUplinkThrottled = &Cause{
	ID:       "nic.uplink-throttled",
	Says:     "A limit on the node's link holds packets back",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"nic.uplink-throttled"},
	Then:     []string{"nic.device-drops", "kernel.retransmits", "socket.segments-lost"},
}
