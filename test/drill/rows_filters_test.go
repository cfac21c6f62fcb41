package drill

import (
	"fmt"
	"io"
	"slices"

	"github.com/netwhy/netwhy/nodeprobe/nic"
)

// Rows 20 to 22: packets that somebody drops.
var filters = []drill{
	{
		row: "20", does: "a tcx program drops one packet of ten: no counter tells",
		make: func(n *node) {
			n.host.drains(hostIP + ":8125")
			n.host.loses(false)
			to, before := n.outside.sends(hostIP+":8125"), n.arrived()
			n.begin()
			n.feed(to, 2000)
			n.wait("the datagrams that are left", func() error {
				if got := n.arrived() - before; got < 1700 || got > 1900 {
					return fmt.Errorf("%d of 2000 arrived", got)
				}
				return nil
			})
		},
		moved: []count{{"device eth0", "rx_packets", 2000, 2010}, {"device eth0", "rx_dropped", 0, 0}, {"netns host", "Ip.InReceives", 1700, 1910}, {"netns host", "Ip.InDiscards", 0, 0}},
	},
	{
		row: "21", does: "an XDP program drops one packet of ten: only the driver's own statistics tell",
		make: func(n *node) {
			n.host.drains(hostIP + ":8125")
			n.host.loses(true)
			to := n.outside.sends(hostIP + ":8125")
			n.begin()
			n.feed(to, 2000)
			n.wait("what XDP dropped", func() error {
				if dropped := n.statistic("eth0", "rx_queue_0_xdp_drops"); dropped < 100 || dropped > 300 {
					return fmt.Errorf("it dropped %d of 2000", dropped)
				}
				return nil
			})
		},
		moved: []count{{"device eth0", "rx_packets", 2000, 2010}, {"device eth0", "rx_dropped", 0, 0}, {"netns host", "Ip.InReceives", 1700, 1910}},
		shown: "kernel.dropped-elsewhere", names: "UDP to port 8125", byReason: true,
	},
	{
		row: "22", does: "a rule of the node drops one forwarded packet of ten: senders send again",
		make: func(n *node) {
			n.host.nft("table ip filter {", "chain forward {", "type filter hook forward priority filter;", "numgen random mod 10 == 0 drop", "}", "}")
			n.outside.serves(outsideIP, swallow)
			to, again := n.app.dial("tcp4", outsideIP+":80"), n.app.counts("Tcp.RetransSegs")
			n.begin()
			go func() { _, _ = io.Copy(to, zeros{}) }() // until the test closes it
			again(20)
		},
		moved: []count{{"netns app", "Tcp.RetransSegs", 20, 1 << 20}, {"netns host", "Ip.OutDiscards", 0, 0}},
		shown: "kernel.packet-filter", names: "NETFILTER_DROP", byReason: true,
		also: map[string]string{"socket.retransmits": "the pod's segments are lost"},
	},
	{
		row: "22 pod", does: "a rule in the pod's own network drops all that comes in",
		make: func(n *node) {
			n.app.receives(appIP + ":8125")
			n.app.nft("table ip filter {", "chain input {", "type filter hook input priority filter;", "drop", "}", "}")
			to, got := n.outside.sends(appIP+":8125"), n.app.counts("Ip.InReceives")
			n.begin()
			flood(to, 100, 20)
			got(100)
		},
		moved: []count{{"netns app", "Ip.InReceives", 100, 110}, {"netns app", "Ip.InDelivers", 0, 0}, {"netns app", "Ip.InDiscards", 0, 0}},
		shown: "socket.packet-filter", names: "a firewall in its own network dropped 100 packets", byReason: true,
	},
}

// zeros never end.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// arrived are the datagrams that programs of the node have read.
func (n *node) arrived() uint64 {
	n.t.Helper()
	return n.host.counter("Udp.InDatagrams")
}

// statistic is one of a device's own.
func (n *node) statistic(device, name string) (value uint64) {
	n.t.Helper()
	n.host.do(func() error {
		e, err := nic.OpenEthtool()
		if err != nil {
			return err
		}
		defer func() { _ = e.Close() }()
		stats, err := e.Stats(device)
		i := slices.IndexFunc(stats, func(s nic.Stat) bool { return s.Name == name })
		if err == nil && i < 0 {
			err = fmt.Errorf("%s has no statistic %s", device, name)
		}
		if err == nil {
			value = stats[i].Value
		}
		return err
	})
	return value
}
