// Package sample is what a probe reads of its node at one moment, and what
// moved between two such moments.
//
// # Contract
//
// A [Sample] holds [Table]s, one for each kind of thing that the kernel counts:
// processors, devices, queueing disciplines, network namespaces. A row is one
// such thing with its own time of reading. [Between] makes a [Window] of two
// samples; a [Ring] keeps the last samples in bounded memory, so that a window
// already exists when somebody asks.
//
// A counter that the kernel does not have is absent, one that did not move is
// known to be still: the window says which counters there were.
//
// # Why
//
// The window carries both readings and the counter's width, not a difference:
// whoever judges it can recompute the difference. It leaves out what did not
// move, which is nearly all: of 229 counters of a namespace 32 are ever other
// than 0.
//
// The package imports nothing, so that the probe and the checks share it.
package sample
