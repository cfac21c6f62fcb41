package drop

// Drop is what was dropped in one namespace, for one reason, in one function.
type Drop struct {
	// NetNS is the kernel.NamespaceNumber of the namespace; 0 if it is not known.
	NetNS    uint64
	Reason   string // NETFILTER_DROP, SOCKET_RCVBUFF
	Location string // the kernel function; "" if it is not known
	Packets  uint64
	Example  string // one of the last, as "UDP to port 53"; "" if that was not IP
}

const (
	// Overflow is the reason of packets that found the table full of other
	// namespaces, reasons and functions.
	Overflow = "OVERFLOW"
	// Missed is the reason of packets that were dropped by an interrupt while
	// another one was being counted.
	Missed = "MISSED"
)
