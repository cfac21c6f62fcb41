package nic

import "fmt"

// Handle is the number of a qdisc or class, major in its upper 16 bits.
type Handle uint32

const (
	// Root is the parent of a device's root qdisc.
	Root Handle = 0xffffffff
	// Ingress is the parent of an ingress or clsact qdisc.
	Ingress Handle = 0xfffffff1
)

// String writes a handle as tc does: "8001:", "1:10", "root".
func (h Handle) String() string {
	switch {
	case h == Root:
		return "root"
	case h == Ingress:
		return "ingress"
	case h&0xffff == 0:
		return fmt.Sprintf("%x:", uint32(h>>16))
	}
	return fmt.Sprintf("%x:%x", uint32(h>>16), uint32(h&0xffff))
}

// Qdisc is a queueing discipline, as RTM_NEWQDISC tells of it (net/sched/sch_api.c
// and include/uapi/linux/gen_stats.h, v6.12). Its counters are 32 bits wide but
// for Bytes.
//
// A root with classes repeats what its leaves dropped: sum only those whose Parent
// is [Root], or only the leaves. noqueue and clsact count nothing.
type Qdisc struct {
	// Index is the device's.
	Index          int
	Kind           string
	Handle, Parent Handle
	// Bytes and Packets are what left the queue.
	Bytes   uint64
	Packets uint32
	// Drops are packets that the qdisc refused or gave up; for a TCP sender they
	// are retransmissions, for a UDP sender SndbufErrors.
	Drops uint32
	// Overlimits counts how often a limit held a packet back; it is no loss.
	Overlimits uint32
	// Requeues counts how often the driver could not take a packet; no loss either.
	Requeues uint32
	// QueueLength and Backlog are what waits now, in packets and bytes.
	QueueLength, Backlog uint32
}
