// Package nodeprobe reads what the kernel of its node counts, now and then and
// when it is asked, and needs no privilege to do so. Only for why packets are
// dropped, which is off by default, it needs two: see package drop.
//
// # Contract
//
// [Probe.Run] takes a sample at each interval and keeps the last ones in
// bounded memory. [Probe.Window] says what moved, of the node and of the pods
// that are asked for. What cannot be read is said to be missing and why, and
// never read as zero.
//
// # The way of the data
//
//	kernel    files below /proc and /sys, one parser each
//	mount     the files that it may open
//	nic       devices: drivers, rings, their own statistics
//	drop      why the kernel dropped packets, and whose
//	sample    what was read at a moment; what moved between two
//	server    answers with a window, to who has a certificate
//
// # Why
//
// The host's /proc is mounted read-only below a root of the probe's choice, so
// that no file of the container is taken for the node's. Files of a namespace
// are read by way of a process in it: that needs no right to enter it.
//
// A sample must cost little, since every node takes one every 15 seconds. What
// the kernel finds only by walking tables of the whole node is read in turn, or
// when somebody asks.
package nodeprobe
