package cause

import "github.com/netwhy/netwhy/checks"

// KernelSocketMemory lets all pods of a node lose packets for the sockets of one.
var KernelSocketMemory = &Cause{
	ID:       "kernel.socket-memory",
	Says:     "The sockets of the node have used up their memory",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"kernel.tcp-memory", "kernel.udp-memory"},
	Then:     []string{"kernel.queue-unread", "socket.memory-exhausted", "socket.segments-unread", "socket.datagrams-unread", "kernel.retransmits", "socket.segments-lost"},
}
