package checktest

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

const windowText = `
# what two probes saw
node aks-1
window 20s
pods web-1 web-2
cpu 0: processed/32 1000+90000 dropped/32 4294967295+12
device eth0 driver=hv_netvsc mtu=1500: rx_packets 5+2000 rx_dropped 0+0
device new eth1: rx_packets 0+9
qdisc eth0 1: kind=tbf: drops/32 1+2
netns host forwarding=1: Tcp.OutSegs 9+100
netns web-1: Tcp.OutSegs 9+100 Udp.RcvbufErrors 0+7
socket web-1 udp 0.0.0.0:53 queue=2304: drops/32 0+7
drop web-1 NETFILTER_DROP example="TCP to port 80" location=nft_do_chain: packets 0+3
partial conntrack it is not loaded
sysctl net.ipv4.tcp_mem 1 2 3
looked host web-1
listen web-1 tcp6 [::]:8080 queue=3 limit=128 drops=1
route host 0.0.0.0/0 via 10.0.0.1 dev eth0 metric 100
route host 10.244.1.0/24 rejects
ports web-1 10.0.0.7:80 40000-40003
ports web-2
call web-2 10.0.0.7:80 open=2
call web-2 10.0.0.8:80 opening=1 resent=3
neigh 10.0.0.5 dev eth0 PERMANENT mac=02:00:00:00:00:01
node aks-2
missing timeout
`

func TestWindows(t *testing.T) {
	items, err := windows(evidence.PodNetworks.Meta, []byte(windowText))
	if err != nil || len(items) != 2 {
		t.Fatalf("%d items: %v", len(items), err)
	}
	var nodes [2]evidence.PodNetwork
	for i, item := range items {
		if err := json.Unmarshal(item, &nodes[i]); err != nil {
			t.Fatal(err)
		}
	}
	if n := nodes[1]; n.Node != "aks-2" || n.Missing != "timeout" || n.Window != nil {
		t.Errorf("the second node is %+v", n)
	}
	w := nodes[0].Window
	if n := nodes[0]; n.Node != "aks-1" || strings.Join(n.Pods, " ") != "web-1 web-2" || w == nil || w.Node != "aks-1" {
		t.Fatalf("the first node is %+v", n)
	}
	for _, c := range []struct {
		kind          sample.Kind
		name, counter string
		delta         uint64
		known         bool
	}{
		{sample.CPU, "0", "processed", 90000, true},
		{sample.CPU, "0", "dropped", 12, true}, // it wraps
		{sample.Device, "eth0", "rx_packets", 2000, true},
		{sample.Device, "eth0", "rx_dropped", 0, true},
		{sample.Device, "eth0", "tx_packets", 0, false},
		{sample.Device, "eth1", "rx_packets", 0, false},
		{sample.Queueing, "eth0 1:", "drops", 2, true},
		{sample.Namespace, "web-1", "Udp.RcvbufErrors", 7, true},
		{sample.Namespace, "host", "Udp.RcvbufErrors", 0, false},
		{sample.Socket, "web-1 udp 0.0.0.0:53", "drops", 7, true},
		{sample.Drop, "web-1 NETFILTER_DROP", "packets", 3, true},
	} {
		s := w.Scope(c.kind, c.name)
		if delta, known := w.Delta(s, c.counter); delta != c.delta || known != c.known {
			t.Errorf("%s of %s %s moved by %d, %t", c.counter, c.kind, c.name, delta, known)
		}
		if s != nil && !s.New && s.Interval().Seconds() != 20 {
			t.Errorf("the window of %s %s is %s", c.kind, c.name, s.Interval())
		}
	}
	if s := w.Scope(sample.Drop, "web-1 NETFILTER_DROP"); s.Facts["example"] != "TCP to port 80" || s.Facts["location"] != "nft_do_chain" {
		t.Errorf("facts of the drop: %v", s.Facts)
	}
	if got := w.Partial[sample.Conntrack] + "|" + w.Sysctls["net.ipv4.tcp_mem"]; got != "it is not loaded|1 2 3" {
		t.Errorf("partial and sysctl: %q", got)
	}
	now := sample.Window{
		Looked:  []string{"host", "web-1"},
		Listens: []sample.Listener{{Namespace: "web-1", Protocol: "tcp6", Address: "::", Port: 8080, Queue: 3, Limit: 128, Drops: 1}},
		Routes: []sample.Route{
			{Namespace: "host", Destination: "0.0.0.0/0", Gateway: "10.0.0.1", Device: "eth0", Metric: 100},
			{Namespace: "host", Destination: "10.244.1.0/24", Rejects: true},
		},
		Ports:      []sample.LocalPorts{{Namespace: "web-1", Runs: []sample.PortRun{{Peer: "10.0.0.7:80", First: 40000, Last: 40003}}}, {Namespace: "web-2", Calls: []sample.Calls{{Peer: "10.0.0.7:80", Open: 2}, {Peer: "10.0.0.8:80", Opening: 1, Resent: 3}}}},
		Neighbours: []sample.NeighbourEntry{{Address: "10.0.0.5", Device: "eth0", State: "PERMANENT", MAC: "02:00:00:00:00:01"}},
	}
	if got := (sample.Window{Looked: w.Looked, Listens: w.Listens, Routes: w.Routes, Ports: w.Ports, Neighbours: w.Neighbours}); !reflect.DeepEqual(got, now) {
		t.Errorf("now there are %+v", got)
	}
}

func TestNodeCountersAreWindows(t *testing.T) {
	items, err := windows(evidence.NodeCounters.Meta, []byte("node aks-1\ncpu 0: processed/32 1+2\n"))
	if err != nil || len(items) != 1 {
		t.Fatalf("%d items: %v", len(items), err)
	}
	var w sample.Window
	if err := json.Unmarshal(items[0], &w); err != nil || w.Node != "aks-1" || len(w.Scopes) != 1 {
		t.Errorf("%+v: %v", w, err)
	}
}

func TestWindowsSayWhatIsWrong(t *testing.T) {
	for line, want := range map[string]string{
		"pods web-1":                                         "begins no node",
		"node a\nfrobnicate yes":                             `line 2, "frobnicate yes"`,
		"node a\nwindow soon":                                "invalid duration",
		"node a\ncpu 0: dropped":                             "no value",
		"node a\ncpu 0: dropped 5":                           "invalid syntax",
		"node a\ncpu 0: dropped x+1":                         "invalid syntax",
		"node a\ncpu 0: dropped 1+x":                         "invalid syntax",
		"node a\nlisten web-1 tcp":                           "a protocol and an address",
		"node a\nlisten web-1 tcp 80":                        "not an ip:port",
		"node a\nlisten web-1 tcp [::]:80 queue=-1":          "invalid syntax",
		"node a\nroute host 0.0.0.0/0":                       "a prefix and a way",
		"node a\nroute host 0.0.0.0/0 via 10.0.0.1 metric x": "invalid syntax",
		"node a\nports web-1 10.0.0.7:80":                    "want a namespace",
		"node a\ncall web-1 10.0.0.7:80":                     "want a namespace",
		"node a\ncall web-1 10.0.0.7:80 shut=1":              "not \"shut\"",
		"node a\ncall web-1 10.0.0.7:80 open=x":              "cannot read",
		"node a\nports web-1 10.0.0.7:80 40000":              "cannot read the ports",
		"node a\nneigh 10.0.0.5 dev eth0":                    "a device and a state",
	} {
		if _, err := windows(evidence.NodeCounters.Meta, []byte(line)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got error %v, want one with %q", line, err, want)
		}
	}
}
