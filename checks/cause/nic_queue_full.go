package cause

import "github.com/netwhy/netwhy/checks"

// NICQueueFull is a link that takes less than the node has to send.
var NICQueueFull = &Cause{
	ID:       "nic.queue-full",
	Says:     "The node sends more than its network device takes",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"nic.queue-drops"},
	Then:     []string{"kernel.retransmits", "socket.segments-lost"},
}
