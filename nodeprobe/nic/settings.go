package nic

// Driver names what serves a device (struct ethtool_drvinfo).
type Driver struct {
	// Name is that of the kernel module or of the kind of link: "hv_netvsc",
	// "mlx5_core", "mlx4_en", "mana", "virtio_net", "veth".
	Name string
	// Version is the driver's own, or the kernel's.
	Version string
	// Firmware is empty or "N/A" where there is none.
	Firmware string
	// Bus is the address on its bus, as 0000:00:03.0; empty if virtual.
	Bus string
}

// Rings are the sizes of the queues between device and driver, in packets; a
// size of 0 is one that the driver does not tell.
//
// hv_netvsc counts sections of a buffer that all its channels share instead: with
// accelerated networking the rings that matter are the VF's.
type Rings struct {
	RX, RXMost uint32
	TX, TXMost uint32
}

// Channels are the queues in use and the most that the device could have. A
// driver uses either combined ones or separate ones for receiving and sending.
type Channels struct {
	Combined, CombinedMost uint32
	RX, RXMost             uint32
	TX, TXMost             uint32
}

// Coalescing is how long a device collects packets before it interrupts.
type Coalescing struct {
	// RXMicroseconds and TXMicroseconds are the longest waits.
	RXMicroseconds, TXMicroseconds uint32
	// RXFrames and TXFrames are the most packets of an interrupt; 0: no limit.
	RXFrames, TXFrames uint32
	// AdaptiveRX and AdaptiveTX say that the driver varies the above itself.
	AdaptiveRX, AdaptiveTX bool
}
