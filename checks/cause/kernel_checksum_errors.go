package cause

import "github.com/netwhy/netwhy/checks"

// KernelChecksumErrors drops packets after they came all the way.
var KernelChecksumErrors = &Cause{
	ID:       "kernel.checksum-errors",
	Says:     "The node gets packets with wrong checksums",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"kernel.checksum-errors"},
	Then:     []string{"kernel.retransmits", "socket.segments-lost"},
}
