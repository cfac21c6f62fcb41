package drill

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// Rows 1 to 5: sockets that cannot keep up.
var sockets = []drill{
	{
		row: "1", does: "nobody reads a UDP socket with a buffer of 2,304 bytes",
		make: func(n *node) {
			fd := n.app.receives(appIP + ":8125")
			n.must(unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, 1)) // the kernel makes it 2,304
			from, lost := n.outside.sends(appIP+":8125"), n.app.counts("Udp.RcvbufErrors")
			n.begin()
			flood(from, 5000, 20)
			lost(4990)
		},
		moved: []count{
			{"netns app", "Udp.RcvbufErrors", 4990, 4999}, {"netns app", "Udp.InErrors", 4990, 4999},
			{"socket app udp " + appIP + ":8125", "drops", 4990, 4999},
		},
		shown: "socket.udp-receive-buffer", names: "RcvbufErrors",
	},
	{
		row: "2", does: "datagrams to a port where nobody is",
		make: func(n *node) {
			from, lost := n.outside.sends(appIP+":9"), n.app.counts("Udp.NoPorts")
			n.begin()
			for range 200 { // every other one may only tell of the one before
				_ = unix.Send(from, []byte("x"), 0)
			}
			lost(100)
		},
		moved: []count{{"netns app", "Udp.NoPorts", 100, 200}, {"netns app", "Udp.InErrors", 0, 0}},
		shown: "socket.closed-ports", names: "NoPorts",
	},
	{
		row: "3", does: "nobody takes connections from a listener with room for one",
		make: func(n *node) {
			n.app.listens(appIP+":8080", 1)
			n.crowd(n.app, appIP+":8080")
		},
		moved: []count{{"netns app", "TcpExt.ListenOverflows", 28, 300}, {"netns app", "TcpExt.ListenDrops", 28, 300}},
		shown: "socket.accept-queue", names: "ListenOverflows",
	},
	{
		row: "3 on the node", does: "nobody takes connections from the node's own listener",
		make: func(n *node) {
			n.host.listens(hostIP+":8080", 1)
			n.crowd(n.host, hostIP+":8080")
		},
		moved: []count{{"netns host", "TcpExt.ListenOverflows", 28, 300}, {"netns host", "TcpExt.ListenDrops", 28, 300}},
		shown: "kernel.listen-overflow", names: "ListenOverflows",
	},
	{
		row: "4", does: "300 half-open connections to a listener with room for four, cookies off",
		make: func(n *node) {
			n.app.set("net/ipv4/tcp_syncookies", "0")
			n.app.listens(appIP+":8080", 4)
			lost := n.app.counts("TcpExt.ListenDrops")
			n.begin()
			n.outside.raw(halfOpen()...)
			lost(290)
		},
		moved: []count{{"netns app", "TcpExt.ListenDrops", 290, 300}, {"netns app", "TcpExt.ListenOverflows", 0, 0}, {"netns app", "TcpExt.TCPReqQFullDrop", 290, 300}},
		shown: "socket.syn-queue", names: "ListenDrops",
	},
	{
		row: "5", does: "the same, cookies on: nobody is refused",
		make: func(n *node) {
			n.app.set("net/ipv4/tcp_syncookies", "1")
			n.app.listens(appIP+":8080", 4)
			full := n.app.counts("TcpExt.TCPReqQFullDoCookies")
			n.begin()
			n.outside.raw(halfOpen()...)
			full(290)
		},
		moved: []count{{"netns app", "TcpExt.TCPReqQFullDoCookies", 290, 300}, {"netns app", "TcpExt.SyncookiesSent", 290, 300}, {"netns app", "TcpExt.ListenDrops", 0, 0}},
	},
}

// crowd makes 30 connections to a listener with room for one, of which two get
// in.
func (n *node) crowd(of *space, to string) {
	n.t.Helper()
	lost := of.counts("TcpExt.ListenOverflows")
	n.begin()
	for range 30 {
		n.must(n.outside.connect(to))
	}
	lost(28)
}

// halfOpen are requests of connections from 300 addresses that never answer.
func halfOpen() (packets []ipv4) {
	for i := range 300 {
		packets = append(packets, segment(fmt.Sprintf("10.99.%d.%d", i/100, i%100+1), appIP, 40000, 8080, syn, 0))
	}
	return packets
}
