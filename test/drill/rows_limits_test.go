package drill

import (
	"errors"
	"io"
	"net"

	"golang.org/x/sys/unix"
)

// Rows 30 to 33: ports, memory, fragments, carrier.
var limits = []drill{
	{
		row: "30", does: "the pod closes 50 connections and may remember five",
		make: func(n *node) {
			n.app.set("net/ipv4/tcp_max_tw_buckets", "5")
			n.outside.serves(outsideIP, swallow)
			forgotten := n.app.counts("TcpExt.TCPTimeWaitOverflow")
			n.begin()
			for range 50 {
				conn := n.app.dial("tcp4", outsideIP+":80")
				n.must(conn.(*net.TCPConn).CloseWrite())
				_, err := io.Copy(io.Discard, conn) // until the other side is done too
				n.must(err)
			}
			forgotten(45)
		},
		moved: []count{{"netns app", "TcpExt.TCPTimeWaitOverflow", 45, 45}, {"netns app", "Tcp.ActiveOpens", 50, 50}},
		shown: "socket.time-wait", names: "TCPTimeWaitOverflow",
	},
	{
		row: "30 ports", does: "the pod has ten ports for 30 connections to one place: no counter tells",
		make: func(n *node) {
			n.app.set("net/ipv4/ip_local_port_range", "40000 40009")
			n.outside.serves(outsideIP, swallow)
			n.begin()
			none := 0
			for range 30 {
				if err := n.app.connect(outsideIP + ":80"); errors.Is(err, unix.EADDRNOTAVAIL) {
					none++
				} else {
					n.must(err)
				}
			}
			if none != 20 {
				n.t.Errorf("%d connections found no port, not 20", none)
			}
		},
		moved: []count{{"netns app", "Tcp.ActiveOpens", 10, 10}, {"netns app", "Tcp.AttemptFails", 0, 0}},
		shown: "socket.local-ports", names: "40000 to 40009",
		also: map[string]string{"socket.local-ports-filling": "it warns before the last is taken"},
	},
	{
		row: "31", does: "all of TCP may take 32 pages, and nobody reads what comes", disturbs: true,
		make: func(n *node) {
			hold := make(chan struct{})
			n.t.Cleanup(func() { close(hold) })
			n.host.serves(hostIP, func(conn net.Conn) {
				<-hold
				_ = conn.Close()
			})
			var senders []net.Conn
			for range 4 {
				senders = append(senders, n.outside.dial("tcp4", hostIP+":80"))
			}
			lost := n.host.counts("TcpExt.PruneCalled", "TcpExt.TCPRcvQDrop", "TcpExt.TCPOFODrop")
			n.turn(map[string]string{"net/ipv4/tcp_mem": "16 24 32"})
			n.begin()
			for _, conn := range senders {
				go func() { _, _ = io.Copy(conn, zeros{}) }() // until the test closes it
			}
			lost(1)
		},
		moved: []count{{"netns host", "TcpExt.ListenOverflows", 0, 0}},
		shown: "kernel.tcp-memory", names: "tcp_mem",
		also: map[string]string{"kernel.socket-memory": "it warns before the limit is reached"},
	},
	{
		row: "32", does: "all of UDP may take 24 pages, and nobody reads what comes", disturbs: true,
		make: func(n *node) {
			fd := n.app.receives(appIP + ":8125")
			n.must(unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, 8<<20))
			to, got := n.outside.sends(appIP+":8125"), n.app.counts("Ip.InDelivers")
			n.turn(map[string]string{"net/ipv4/udp_mem": "8 16 24"})
			n.begin()
			flood(to, 2000, 20)
			got(2000)
		},
		moved: []count{{"socket app udp " + appIP + ":8125", "drops", 1000, 2000}, {"netns app", "Udp.RcvbufErrors", 0, 0}},
		shown: "kernel.udp-memory", names: "udp_mem",
		also: map[string]string{
			"socket.udp-receive-buffer": "the socket of the pod is the one that loses",
			"kernel.socket-memory":      "it warns before the limit is reached",
		},
	},
	{
		row: "33", does: "one datagram of four comes without one of its fragments",
		make: func(n *node) {
			n.app.set("net/ipv4/ipfrag_time", "1")
			n.app.drains(appIP + ":8125")
			n.outside.ip("link set eth0 mtu 1500")
			late := n.app.counts("Ip.ReasmTimeout")
			n.begin()
			n.outside.raw(fragments(200)...)
			late(50)
		},
		moved: []count{{"netns app", "Ip.ReasmTimeout", 50, 50}, {"netns app", "Ip.ReasmFails", 50, 50}, {"netns app", "Ip.ReasmOKs", 150, 150}},
		shown: "socket.fragments", names: "ReasmFails",
	},
	{
		row: "33 carrier", does: "the link goes down and up three times",
		make: func(n *node) {
			n.begin()
			n.outside.ip("link set eth0 down", "link set eth0 up", "link set eth0 down", "link set eth0 up", "link set eth0 down", "link set eth0 up")
		},
		moved: []count{{"device eth0", "carrier_changes", 6, 6}},
		shown: "nic.carrier-flaps", names: "carrier_changes",
	},
}

// fragments are datagrams to the pod in four pieces each. Every fourth lacks its
// last but one.
func fragments(datagrams int) (packets []ipv4) {
	const piece = 400 // bytes, a multiple of eight
	for i := range datagrams {
		whole := datagram(outsideIP, appIP, uint16(20000+i), 8125, make([]byte, 4*piece-8), 0)
		for part := range 4 {
			if part == 2 && i%4 == 0 {
				continue
			}
			p := whole
			p.id, p.fragment, p.payload = uint16(i+1), uint16(part*piece/8), whole.payload[part*piece:(part+1)*piece]
			if part < 3 {
				p.fragment |= moreFragments
			}
			packets = append(packets, p)
		}
	}
	return packets
}
