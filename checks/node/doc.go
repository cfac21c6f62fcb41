// Package node judges nodes: whether one is ready, whether its network is, and
// whether what serves Services and pods runs on it.
//
// # Why
//
// A cluster in motion always has some node that starts or some agent that is
// replaced. So questions about the whole cluster fail only where nothing at
// all is left that works; a single node is held to account where it hosts
// either end of the path in question.
package node
