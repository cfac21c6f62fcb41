// Package nic judges the network devices of a node: their rings, drivers, queues
// and links.
//
// # Why
//
// Half of the counters with "drop" in their names move for harmless reasons. A
// check of this package fails where enough packets of enough were lost, and says
// what the device calls the counter, so that it can be read again. Which packets
// a device carries for which pod is not told: the culprit is the node.
package nic
