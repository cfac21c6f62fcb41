package kernel

import (
	"errors"
	"io/fs"
	"net/netip"
	"strings"
)

// Socket is a TCP socket that listens, or a UDP socket.
type Socket struct {
	Protocol string // "tcp", "tcp6", "udp" or "udp6"
	Local    netip.AddrPort
	// Connected says that the UDP socket has one peer, as clients have.
	Connected bool
	// RxQueue is, of TCP, the connections that nobody has accepted yet; of UDP,
	// the memory in bytes that unread datagrams take, overhead included. How
	// many connections may wait is only told by sock_diag.
	RxQueue uint32
	TxQueue uint32 // bytes; of UDP, of memory
	UID     uint32
	Inode   uint64 // of the socket, in /proc/pid/fd; never twice while it lives
	// Drops are datagrams lost at this UDP socket, for lack of room or a bad
	// checksum: a counter of 32 bits. Lack of udp_mem shows only here.
	Drops uint32
}

// SocketList is what listens in a network namespace.
type SocketList struct {
	Sockets   []Socket
	Truncated bool // a file has more than [MostSockets]
}

// MostSockets are the rows that are read of one file.
const MostSockets = 4096

// Sockets is [Listeners] and [UDPSockets] together.
func Sockets(fsys fs.FS, pid int) (SocketList, error) {
	inUse, _ := Sockstat(fsys, pid) // without it no file is left alone
	list, err := Listeners(fsys, pid, inUse)
	if err != nil {
		return SocketList{}, err
	}
	udp, err := UDPSockets(fsys, pid, inUse)
	if err != nil {
		return SocketList{}, err
	}
	return SocketList{append(list.Sockets, udp.Sockets...), list.Truncated || udp.Truncated}, nil
}

// Listeners reads proc/pid/net/{tcp,tcp6} (get_tcp4_sock, net/ipv4/tcp_ipv4.c;
// get_tcp6_sock, net/ipv6/tcp_ipv6.c, v6.12).
//
// It reads no further than the listeners: the kernel prints them first
// (tcp_get_idx), and tens of thousands of connections after them. To find that
// there is no other, the kernel still walks the table of the whole node's
// connections, for every namespace: up to 2 ms a file for 262,144 buckets, on any
// namespace however small. Where [Sockstat] counts no socket, the file is left
// alone.
func Listeners(fsys fs.FS, pid int, inUse Gauges) (SocketList, error) {
	return sockets(fsys, pid, inUse, "tcp", "tcp6")
}

// UDPSockets reads proc/pid/net/{udp,udp6} (udp4_format_sock, net/ipv4/udp.c;
// __ip6_dgram_sock_seq_show, net/ipv6/datagram.c, v6.12). For each file the kernel
// walks a table of the whole node's sockets too: 90 µs for 16,384 buckets. Where
// [Sockstat] counts no socket, the file is left alone.
func UDPSockets(fsys fs.FS, pid int, inUse Gauges) (SocketList, error) {
	return sockets(fsys, pid, inUse, "udp", "udp6")
}

// sockets reads the files of protocols. Those of IPv6 may be missing.
func sockets(fsys fs.FS, pid int, inUse Gauges, protocols ...string) (SocketList, error) {
	var list SocketList
	for _, protocol := range protocols {
		if n, known := inUse[strings.ToUpper(protocol)+".inuse"]; known && n == 0 {
			continue
		}
		name := of(pid, "net/"+protocol)
		file, err := fsys.Open(name)
		if errors.Is(err, fs.ErrNotExist) && strings.HasSuffix(protocol, "6") {
			continue
		}
		if err != nil {
			return SocketList{}, unread(name, err)
		}
		err = list.add(name, protocol, file)
		shut(file)
		if err != nil {
			return SocketList{}, err
		}
	}
	return list, nil
}
