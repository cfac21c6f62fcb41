package drill

import (
	"sync/atomic"

	"github.com/netwhy/netwhy/nodeprobe/kernel"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sys/unix"
)

// Rows 6 to 10: connection tracking.
var tracking = []drill{
	{
		row: "6", does: "the table of connections takes 64, and 500 UDP flows begin", disturbs: true,
		make: func(n *node) {
			n.host.nft(track...)
			n.outside.receives(outsideIP + ":5353")
			var flows []int
			for range 500 {
				flows = append(flows, n.host.sends(outsideIP+":5353"))
			}
			n.turn(map[string]string{"net/netfilter/nf_conntrack_max": "64"})
			n.begin()
			for _, fd := range flows {
				flood(fd, 1, 20)
			}
		},
		moved: []count{{"conntrack host", "drop", 400, 440}, {"conntrack host", "early_drop", 0, 40}, {"conntrack host", "insert_failed", 0, 0}},
		shown: "kernel.conntrack-full", names: "drop", also: full,
	},
	{
		row: "7", does: "the table of connections takes 64, and 100 TCP connections begin", disturbs: true,
		make: func(n *node) {
			n.host.nft(track...)
			n.outside.serves(outsideIP, swallow)
			n.turn(map[string]string{"net/netfilter/nf_conntrack_max": "64"})
			n.begin()
			for range 100 {
				_ = n.host.connect(outsideIP + ":80") // that the table refuses is what the counter says
			}
		},
		moved: []count{{"conntrack host", "drop", 30, 200}, {"conntrack host", "insert_failed", 0, 0}},
		shown: "kernel.conntrack-full", names: "drop", also: full,
	},
	{
		row: "8", does: "100 flows to one place share ten ports of SNAT",
		make: func(n *node) {
			n.host.nft("table ip nat {", "chain postrouting {", "type nat hook postrouting priority srcnat;",
				"udp dport 5353 snat to "+hostIP+":5000-5009", "}", "}")
			n.outside.receives(outsideIP + ":5353")
			var flows []int
			for range 100 {
				flows = append(flows, n.host.sends(outsideIP+":5353"))
			}
			n.begin()
			refused := 0
			for _, fd := range flows {
				if unix.Send(fd, []byte("x"), 0) == unix.EPERM {
					refused++
				}
			}
			if refused != 90 {
				n.t.Errorf("%d flows were refused, not 90", refused)
			}
		},
		moved: []count{{"conntrack host", "insert_failed", 90, 90}, {"conntrack host", "drop", 90, 90}, {"netns host", "Ip.OutDiscards", 90, 90}},
		shown: "kernel.snat-ports", names: "insert_failed", also: discarded,
	},
	{
		row: "9", does: "100 packets of connections that the table does not know",
		make: func(n *node) {
			n.host.nft("table ip filter {", "chain input {", "type filter hook input priority filter;", "ct state invalid counter", "}", "}")
			n.host.set("net/netfilter/nf_conntrack_tcp_loose", "0")
			resets := n.host.counts("Tcp.OutRsts")
			var packets []ipv4
			for i := range 100 {
				packets = append(packets, segment(outsideIP, hostIP, uint16(40000+i), 8080, ack, 0))
			}
			n.begin()
			n.outside.raw(packets...)
			resets(100)
		},
		moved: []count{{"conntrack host", "invalid", 100, 200}, {"conntrack host", "drop", 0, 0}},
		also:  dropped,
	},
	{
		row: "10", does: "two datagrams of one DNS query's socket race for one entry: the kernel heals it",
		make: func(n *node) {
			n.host.nft("table ip nat {", "chain output {", "type nat hook output priority -100;",
				"ip daddr 10.96.0.10 udp dport 53 dnat to numgen random mod 2 map { 0 : "+outsideIP+", 1 : 10.77.0.3 }", "}", "}")
			n.outside.ip("addr add 10.77.0.3/24 dev eth0")
			n.outside.receives("0.0.0.0:53")
			n.exchange(n.host, n.outside, "10.77.0.3")
			n.processors(2)
			n.begin()
			n.race(3000, 20)
		},
		moved: []count{{"conntrack host", "clashres", 1, 3000}, {"conntrack host", "insert_failed", 0, 0}},
	},
}

// full is what also fails where the table of connections refuses what the node sends.
var full = map[string]string{
	"kernel.conntrack-filling": "a full table is filled",
	"kernel.output-discards":   "what the table refuses, the node cannot send",
}

// discarded is what also fails where a node cannot send what it has to.
var discarded = map[string]string{"kernel.output-discards": "the packets are those that the node's own programs send"}

// dropped is what also fails where the probe counts the reasons of drops.
var dropped = map[string]string{"kernel.dropped-elsewhere": "the kernel gives a reason for the very same packets"}

// track is a rule for whose sake the kernel keeps a table of connections.
var track = []string{"table ip filter {", "chain output {", "type filter hook output priority filter;", "ct state new counter", "}", "}"}

// race sends pairs of datagrams at the same time, each pair by a new socket and
// each of the two from a processor of its own, until the table healed enough
// clashes.
func (n *node) race(rounds, enough int) {
	n.t.Helper()
	const heat = 250
	for done := 0; n.clashes() < enough; done += heat {
		if done >= rounds {
			n.t.Fatalf("only %d clashes in %d rounds", n.clashes(), done)
		}
		var sockets [heat]int
		for i := range sockets {
			sockets[i] = n.host.sends("10.96.0.10:53")
		}
		var ready atomic.Int64
		var both errgroup.Group
		for cpu := range 2 {
			both.Go(func() error {
				return pinned(cpu, func() {
					for i, fd := range sockets {
						ready.Add(1)
						for ready.Load() < int64(2*i+2) { // the other one is not there yet
						}
						_ = unix.Send(fd, []byte("query"), 0)
					}
				})
			})
		}
		n.must(both.Wait())
	}
}

// clashes is what the table of the node healed.
func (n *node) clashes() int {
	n.t.Helper()
	stat, err := kernel.Conntrack(n.host.root, n.host.pid)
	n.must(err)
	return int(stat.Totals["clashres"])
}
