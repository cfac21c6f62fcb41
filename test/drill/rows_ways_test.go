package drill

import (
	"slices"
)

// Rows 27 to 29: checksums, ways and no ways.
var ways = []drill{
	{
		row: "27", does: "100 datagrams and 100 segments with a wrong checksum",
		make: func(n *node) {
			n.host.receives(hostIP + ":8125")
			n.host.listens(hostIP+":8080", 16)
			var packets []ipv4
			for i := range 100 {
				packets = append(packets, datagram(outsideIP, hostIP, uint16(40000+i), 8125, []byte("wrong"), 1),
					segment(outsideIP, hostIP, uint16(40000+i), 8080, syn, 1))
			}
			wrong := n.host.counts("Udp.InCsumErrors", "Tcp.InCsumErrors")
			n.begin()
			n.outside.raw(packets...)
			wrong(200)
		},
		moved: []count{{"netns host", "Udp.InCsumErrors", 100, 100}, {"netns host", "Tcp.InCsumErrors", 100, 100}},
		shown: "kernel.checksum-errors", names: "InCsumErrors",
	},
	{
		row: "28", does: "100 packets come in where their sender's address does not lead",
		make: func(n *node) {
			n.host.set("net/ipv4/conf/eth0/rp_filter", "1")
			var packets []ipv4
			for i := range 100 {
				packets = append(packets, datagram(appIP, hostIP, uint16(40000+i), 8125, []byte("x"), 0))
			}
			lost := n.host.counts("TcpExt.IPReversePathFilter")
			n.begin()
			n.outside.raw(packets...)
			lost(100)
		},
		moved: []count{{"netns host", "TcpExt.IPReversePathFilter", 100, 100}},
		shown: "kernel.reverse-path", names: "IPReversePathFilter",
	},
	{
		row: "29 forwarding", does: "the node does not forward",
		make: func(n *node) {
			n.host.set("net/ipv4/ip_forward", "0")
			lost := n.host.counts("Ip.InAddrErrors")
			n.begin()
			n.app.raw(away...)
			lost(20)
		},
		moved: []count{{"netns host", "Ip.InAddrErrors", 20, 20}},
		shown: "kernel.forwarding-off", names: "InAddrErrors", also: dropped,
	},
	{
		row: "29 no route", does: "the node knows no way",
		make: func(n *node) {
			n.host.ip("route del default")
			lost := n.host.counts("IpExt.InNoRoutes")
			n.begin()
			n.app.raw(away...)
			lost(20)
		},
		moved: []count{{"netns host", "IpExt.InNoRoutes", 20, 20}},
		shown: "kernel.no-route", names: "InNoRoutes", also: dropped,
	},
	{
		row: "29 blackhole", does: "the node's way leads nowhere: no counter tells",
		make: func(n *node) {
			n.host.ip("route add blackhole 10.244.7.0/24")
			got := n.host.counts("Ip.InReceives")
			n.begin()
			n.app.raw(slices.Repeat([]ipv4{datagram(appIP, "10.244.7.1", 40000, 9, []byte("x"), 0)}, 20)...)
			got(20)
		},
		moved: []count{{"netns host", "Ip.InReceives", 20, 25}, {"netns host", "IpExt.InNoRoutes", 0, 0}, {"netns host", "Ip.InDiscards", 0, 0}, {"netns host", "Ip.ForwDatagrams", 0, 0}},
		shown: "kernel.blackhole-route", names: "10.244.7.0/24", also: dropped,
	},
	{
		row: "29 own range", does: "a blackhole for addresses of the node's own range that no pod has, as network plugins set it",
		make: func(n *node) {
			n.host.ip("route add blackhole " + podRange)
			n.begin()
			n.exchange(n.outside, n.app, appIP)
		},
		moved: []count{{"netns app", "Udp.InDatagrams", 1, 100}},
	},
}

// away are 20 packets of the pod that the node has to forward.
var away = slices.Repeat([]ipv4{datagram(appIP, nowhereIP, 40000, 9, []byte("x"), 0)}, 20)
