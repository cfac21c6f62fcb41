package drill

import (
	"fmt"
	"io"
	"net"
	"sync/atomic"
)

// Rows 23 to 26: neighbours, MTU, unknown frames.
var frames = []drill{
	{
		row: "23", does: "the table of neighbours takes 32, and the node has 300", disturbs: true,
		make: func(n *node) {
			n.host.ip("route add 10.78.0.0/16 dev eth0")
			var to []int
			for i := range 300 {
				to = append(to, n.host.sends(fmt.Sprintf("10.78.%d.%d:9", i/100, i%100+1)))
			}
			n.turn(map[string]string{ // until the end: what is full is judged by the limit of now
				"net/ipv4/neigh/default/gc_thresh1": "8", "net/ipv4/neigh/default/gc_thresh2": "16", "net/ipv4/neigh/default/gc_thresh3": "32",
			})
			n.begin()
			for _, fd := range to {
				flood(fd, 1, 20)
			}
		},
		moved: []count{{"neighbour ipv4", "table_fulls", 200, 1000}, {"netns host", "Udp.SndbufErrors", 200, 300}, {"netns host", "Ip.OutDiscards", 200, 300}},
		shown: "kernel.neighbour-overflow", names: "table_fulls",
		also: map[string]string{
			"kernel.output-discards":   discarded["kernel.output-discards"],
			"kernel.neighbour-filling": "it warns before the limit is reached",
		},
	},
	{
		row: "24", does: "a link takes smaller packets than the pod sends, and the node says so",
		make: func(n *node) {
			send, arrived := n.narrow()
			n.begin()
			send()
			arrived()
		},
		moved: []count{{"netns host", "Ip.FragFails", 1, 4}, {"netns app", "TcpExt.TCPTimeouts", 0, 0}, {"netns app", "TcpExt.TCPMTUPFail", 0, 0}},
		also:  narrower,
	},
	{
		row: "24 silent", does: "the same, and a rule of the node keeps what it says from the pod",
		make: func(n *node) {
			n.host.nft(noFragmentationNeeded...)
			send, _ := n.narrow()
			late := n.app.counts("TcpExt.TCPTimeouts")
			n.begin()
			send()
			late(3)
		},
		moved: []count{{"netns host", "Ip.FragFails", 4, 20}, {"netns app", "TcpExt.TCPTimeouts", 3, 20}},
		shown: "kernel.fragmentation", names: "FragFails",
		also: map[string]string{"nic.mtu": narrower["nic.mtu"], "kernel.packet-filter": "the rule of the node is what drops its messages"},
	},
	{
		row: "24 probing", does: "the same, and the pod's TCP finds out by itself",
		make: func(n *node) {
			n.host.nft(noFragmentationNeeded...)
			n.app.set("net/ipv4/tcp_mtu_probing", "1")
			n.app.set("net/ipv4/tcp_retries1", "1") // so that it does not take it seconds
			send, arrived := n.narrow()
			n.begin()
			send()
			arrived()
		},
		moved: []count{{"netns host", "Ip.FragFails", 3, 20}, {"netns app", "TcpExt.TCPTimeouts", 1, 20}, {"netns app", "TcpExt.TCPMTUPSuccess", 0, 5}},
		shown: "kernel.fragmentation", names: "FragFails",
		also: map[string]string{"nic.mtu": narrower["nic.mtu"], "kernel.packet-filter": "the rule of the node is what drops its messages"},
	},
	{
		row: "25", does: "the pod's end of the cable takes smaller frames than the node's",
		make: func(n *node) {
			n.app.ip("link set eth0 mtu 1000")
			to := n.host.sends(appIP + ":9")
			n.begin()
			flood(to, 149, 1400)
		},
		moved: []count{{"device app", "tx_dropped", 149, 149}},
		shown: "nic.transmit-drops", names: "tx_dropped",
		also: map[string]string{
			"kernel.output-discards":   discarded["kernel.output-discards"],
			"kernel.dropped-elsewhere": dropped["kernel.dropped-elsewhere"],
		},
	},
	{
		row: "25 inwards", does: "the machine outside sends larger frames than the node takes",
		make: func(n *node) {
			n.outside.ip("link set eth0 mtu 9000")
			to := n.outside.sends(hostIP + ":9")
			n.begin()
			flood(to, 149, 4000)
		},
		moved: []count{{"device eth0", "rx_dropped", 149, 149}},
		shown: "nic.receive-drops", undecided: "it could be frames that nobody wanted, as in row 26",
	},
	{
		row: "26", does: "100 frames of a kind that nobody knows",
		make: func(n *node) {
			send := n.outside.frames()
			n.begin()
			n.must(send(100))
		},
		moved: []count{{"device eth0", "rx_dropped", 100, 100}},
	},
}

// narrower is what also fails where the node's link is smaller than the pods'.
var narrower = map[string]string{"nic.mtu": "the pods' devices take larger packets than the node's link"}

// bulk are the bytes that the pod of row 24 sends.
const bulk = 200000

var noFragmentationNeeded = []string{
	"table ip filter {", "chain output {", "type filter hook output priority filter;", "icmp type destination-unreachable icmp code frag-needed drop", "}", "}",
}

// narrow makes the node's link smaller than the pod's. The functions that it
// gives have the pod send over it, and wait until all has arrived.
func (n *node) narrow() (send, arrived func()) {
	n.t.Helper()
	n.host.ip("link set eth0 mtu 1300")
	var got atomic.Int64
	n.outside.serves(outsideIP, func(conn net.Conn) {
		_, _ = io.Copy(counting{&got}, conn) // its end is all that matters
		_ = conn.Close()
	})
	to := n.app.dial("tcp4", outsideIP+":80")
	send = func() {
		go func() { _, _ = to.Write(make([]byte, bulk)) }() // until the test closes it
	}
	return send, func() {
		n.t.Helper()
		n.wait("what the pod sends", func() error {
			if have := got.Load(); have < bulk {
				return fmt.Errorf("%d bytes arrived of %d", have, bulk)
			}
			return nil
		})
	}
}

// counting counts bytes.
type counting struct{ total *atomic.Int64 }

func (c counting) Write(b []byte) (int, error) { c.total.Add(int64(len(b))); return len(b), nil }
