// Package nodeprobe measures what the node probe costs a node of 100 pods, and
// what node_exporter costs it beside.
//
// # Contract
//
// The benchmark makes the node itself: namespaces of processes, mounts and
// network, so that 101 network namespaces are all there is, whatever else the
// machine runs. Both programs are the real ones, run in it without privilege and
// take turns. Processor time is what the kernel charged to them: a busy machine
// makes it more, by its cold caches, but far less than it does to the clock.
// Neighbour tables and hardware are the machine's, and so not the node's.
//
// It needs root, iproute2 and cgroup v2, and takes three minutes.
package nodeprobe
