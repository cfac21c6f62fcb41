package cause

import "github.com/netwhy/netwhy/checks"

// KernelSYNQueue drops requests to connect before a program is asked.
var KernelSYNQueue = &Cause{
	ID:       "kernel.syn-queue-full",
	Says:     "The node has no room for connections that are being opened",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"kernel.syn-queue"},
}
