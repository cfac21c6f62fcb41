package cause

import "github.com/netwhy/netwhy/checks"

// NICQueueStalled is a device that hangs until the kernel's watchdog resets it.
var NICQueueStalled = &Cause{
	ID:       "nic.queue-stalled",
	Says:     "A queue of the node's network device stands still",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"nic.queue-stalled"},
	Then:     []string{"nic.device-drops", "kernel.retransmits", "socket.segments-lost"},
}
