// Package kernel judges what the kernel of a node counts beside its devices:
// processors, tables of connections and neighbours, routes, the node's own network.
//
// # Why
//
// Networks of pods have counters of their own, so that a node's tell of what the
// node forwards and of programs on its own network. A counter that moved is no
// fault by itself: either a level stands beside it that says that it goes on, or
// it moves for nothing but a lost packet, and for enough of them.
package kernel
