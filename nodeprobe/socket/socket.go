package socket

import "net/netip"

// Listener is a TCP socket that listens (net/ipv4/tcp_diag.c, v6.12).
type Listener struct {
	// Local is where it listens; an address of zeros is any. One of IPv6 may
	// accept IPv4 too.
	Local netip.AddrPort
	// Device is the index of the interface that it is bound to; 0: any.
	Device int
	// Queue is how many connections wait for accept now, and Limit the smaller of
	// what the program asked for and net.core.somaxconn.
	Queue, Limit uint32
	// Drops counts connection attempts that were lost for a full queue or lack of
	// memory: what all listeners of a namespace have is ListenDrops.
	Drops uint32
}

// Full says that the next connection attempt is dropped. The kernel lets one more
// in than the limit says (sk_acceptq_is_full in include/net/sock.h, v6.12).
func (l Listener) Full() bool { return l.Queue > l.Limit }

// Memory is what SKMEMINFO says of a socket (sk_get_meminfo in net/core/sock.c,
// v6.12), in bytes but for Drops.
type Memory struct {
	// Receive is what queued packets occupy, with their overhead, and ReceiveMost
	// what they may: twice what a program asked for by SO_RCVBUF.
	Receive, ReceiveMost uint32
	// Send and SendMost are the same for sending.
	Send, SendMost uint32
	// Backlog is what came while the program was inside a call on the socket.
	Backlog uint32
	// Drops counts packets that were lost at the socket: its buffer was full, or
	// the protocol's memory, or (UDP) a checksum was wrong.
	Drops uint32
}

// Connection is a TCP socket that does not listen.
type Connection struct {
	Local, Remote netip.AddrPort
	State         State
	// Unread is what the program has not read, and Unsent what the peer has not
	// acknowledged, both in bytes of data.
	Unread, Unsent uint32
	Memory         Memory
}

// TCP sums up the TCP sockets of a namespace.
type TCP struct {
	// States counts sockets by state, listeners and connections that a listener
	// has not accepted yet among them.
	States map[State]int
	// Unread and Drops are sums over the connections.
	Unread, Drops uint64
	// ByUnread and ByDrops are the connections with the most, in that order;
	// none with 0.
	ByUnread, ByDrops []Connection
}

// UDP is a UDP socket (net/ipv4/udp_diag.c, v6.12).
type UDP struct {
	// Local is where it receives, and Remote from whom; zeros are any.
	Local, Remote netip.AddrPort
	// Device is the index of the interface that it is bound to; 0: any.
	Device int
	// Unread is what waits to be read, as Memory.Receive without what the kernel
	// has yet to account.
	Unread uint32
	Memory Memory
}

// State is a TCP_ state (include/net/tcp_states.h, v6.12).
type State uint8

// The states that judgements are about.
const (
	Established State = 1
	SynSent     State = 2
	SynReceived State = 3
	TimeWait    State = 6
	CloseWait   State = 8
	Listening   State = 10
)

// String writes a state as ss does.
func (s State) String() string {
	words := [...]string{
		"unknown", "established", "syn-sent", "syn-recv", "fin-wait-1", "fin-wait-2", "time-wait",
		"closed", "close-wait", "last-ack", "listening", "closing", "syn-recv",
	}
	if int(s) < len(words) {
		return words[s]
	}
	return words[0]
}
