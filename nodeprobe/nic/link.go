package nic

// Link is a network interface, as RTM_NEWLINK tells of it (net/core/rtnetlink.c,
// v6.12).
type Link struct {
	// Index is the device's number in its namespace, and Name its name. Both are
	// needed to know a device again.
	Index int
	Name  string
	// Kind is the kind of a virtual device ("veth", "bridge", "vxlan"); empty for
	// hardware, hv_netvsc among it.
	Kind string
	// Type is an ARPHRD_ constant: 1 is Ethernet, 772 is loopback.
	Type uint16
	// MTU is in bytes.
	MTU uint32
	// Master is the index of the bridge, bond, VRF or hv_netvsc device that this
	// one belongs to; 0: none.
	Master int
	// Lower is the index of the device below (of a VLAN) or opposite (of a veth);
	// 0: none. It counts in another namespace if LowerElsewhere.
	Lower          int
	LowerElsewhere bool
	// MAC and PermanentMAC are as in 00:0d:3a:01:02:03; empty if there is none.
	// Kernels before v5.6 do not tell the permanent one.
	MAC, PermanentMAC string
	// Flags are IFF_ constants. Up is IFF_UP, what was configured, and Carrier is
	// IFF_LOWER_UP, what the driver says.
	Flags       uint32
	Up, Carrier bool
	State       OperState
	// Qdisc is the kind of the root qdisc: "mq", "fq_codel", "noqueue".
	Qdisc string
	// RXQueues and TXQueues are what was allocated, not what is in use.
	RXQueues, TXQueues uint32
	// CarrierChanges counts, 32 bits wide, how often the carrier came or went.
	CarrierChanges uint32
	// Bus is the address of the hardware below, as 0000:00:03.0 or a VMBus GUID;
	// empty if virtual and before kernel v5.14.
	Bus   string
	Stats LinkStats
}

// LinkStats are the counters of struct rtnl_link_stats64 that say something, all
// 64 bits wide (include/uapi/linux/if_link.h, v6.12). What rx_nohandler counts is
// not in here: read statistics/rx_nohandler in sysfs.
type LinkStats struct {
	RXPackets, TXPackets, RXBytes, TXBytes uint64
	// RXErrors and TXErrors sum the finer errors below, as the driver thinks fit.
	RXErrors, TXErrors uint64
	// RXDropped counts frames that nobody wanted (an unknown EtherType) beside
	// what softnet_stat calls dropped. It is not what the ring lost.
	RXDropped, TXDropped uint64
	// RXMissed is what the ring lost. mlx5 gives the value of the read before.
	RXMissed uint64
	// The finer errors.
	RXLength, RXOver, RXCRC, RXFrame, RXFIFO uint64
	TXAborted, TXCarrier, TXFIFO, TXWindow   uint64
	Multicast, Collisions                    uint64
}

// OperState is an IF_OPER_ constant, RFC 2863's state of a link.
type OperState uint8

// String is the word that sysfs has for a state.
func (s OperState) String() string {
	words := [...]string{"unknown", "notpresent", "down", "lowerlayerdown", "testing", "dormant", "up"}
	if int(s) < len(words) {
		return words[s]
	}
	return "unknown"
}
