package cause

import "github.com/netwhy/netwhy/checks"

// KernelQueueUnread fills the queue of a listener, or the buffer of a socket.
var KernelQueueUnread = &Cause{
	ID:       "kernel.queue-unread",
	Says:     "A program on the node's own network does not take what it gets",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"kernel.listen-overflow", "kernel.udp-receive-buffer"},
}
