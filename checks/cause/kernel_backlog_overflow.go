package cause

import "github.com/netwhy/netwhy/checks"

// KernelBacklogOverflow loses packets of all pods of a node alike.
var KernelBacklogOverflow = &Cause{
	ID:       "kernel.backlog-overflow",
	Says:     "The node's processors do not keep up with the packets that it gets",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"kernel.softnet-drops"},
	Then:     []string{"nic.device-drops", "kernel.retransmits", "socket.segments-lost"},
}
