// Package netns finds the network namespace of a pod, and of a node, in what the
// node probes read. Checks of several areas share it.
//
// # Contract
//
// A network that was not seen is never an empty one: whoever looks for it gets
// the reason. [Network.Listeners] is complete where it says so, and no listener
// means then that none is there.
package netns
