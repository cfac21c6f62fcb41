package nodes

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// moved is by how much a counter must have moved; unknown, that nothing may be
// told of it.
type moved struct {
	kind          sample.Kind
	name, counter string
	delta         uint64
	bits          int
	unknown       bool
}

// musts are what the window of a node must say.
type musts struct {
	cpus    int
	facts   map[string]string // of devices, as "eth0 path"; "" is none
	moved   []moved
	partial map[sample.Kind]string
}

const (
	pod1 = "7c0f6a52-3d0e-4b7b-9a54-6b7d2f1f9c01"
	pod2 = "e2b9a1d4-8f63-4f0c-8d3a-55c0b7a6e302"

	vethPod1 = "3f8c1c52-5b1e-4c3e-9d0a-2f6c5c0e7a11"
	vethPod2 = "9d2b7f40-11aa-4e6c-8b7d-0c4e1f2a3b44"
)

var every = map[string]musts{
	"azurelinux3-mlx5": {
		cpus: 16,
		facts: map[string]string{
			"eth0 driver": "hv_netvsc", "eth0 path": "accelerated", "eth0 vf": "enP53091s1np0", "eth0 rx_ring": "9709", "eth0 rx_ring_max": "18811", "eth0 channels": "16", "eth0 channels_max": "64",
			"enP53091s1np0 driver": "mlx5_core", "enP53091s1np0 master": "eth0", "enP53091s1np0 rx_ring": "1024", "enP53091s1np0 rx_ring_max": "8192", "enP53091s1np0 tx_ring": "1024", "enP53091s1np0 path": "",
			"azv6f3e5a2c1b0 kind": "veth", "azv6f3e5a2c1b0 rx_ring": "", "azv6f3e5a2c1b0 driver": "",
		},
		moved: []moved{
			{kind: sample.Device, name: "enP53091s1np0", counter: "ring-overflow.rx_out_of_buffer", delta: 596, bits: 32}, // it wrapped
			{kind: sample.Device, name: "eth0", counter: "received.vf_rx_packets", delta: 500000, bits: 64},
			{kind: sample.Device, name: "eth0", counter: "ring-overflow.rx_out_of_buffer", unknown: true},
			{kind: sample.Queueing, name: "eth0 0:", counter: "bytes", delta: 301000000, bits: 64},
			{kind: sample.Queueing, name: "eth0 0:1", counter: "bytes", delta: 18812500, bits: 64},
			{kind: sample.CPU, name: "3", counter: "time_squeeze", delta: 36, bits: 32},
			{kind: sample.CPU, name: "3", counter: "dropped", bits: 32},
			{kind: sample.Conntrack, name: sample.Host, counter: "clashres", delta: 4, bits: 32},
			{kind: sample.Conntrack, name: sample.Host, counter: "drop"},
			{kind: sample.Namespace, name: pod1, counter: "Udp.RcvbufErrors", delta: 17, bits: 64},
			{kind: sample.Socket, name: pod1 + " udp 0.0.0.0:8125", counter: "drops", delta: 17, bits: 32},
			{kind: sample.Namespace, name: pod2, counter: "Udp.RcvbufErrors"},
			{kind: sample.Namespace, name: pod1, counter: "TcpExt.TCPPLBRehash"},
			{kind: sample.Namespace, name: pod1, counter: "Ip.OutTransmits", unknown: true}, // since 6.7
		},
	},
	"ubuntu2404-mana": {
		cpus: 8,
		facts: map[string]string{
			"eth0 path": "accelerated", "eth0 vf": "enP30832s1", "enP30832s1 driver": "mana", "enP30832s1 rx_ring": "512", "enP30832s1 rx_ring_max": "8192", "enP30832s1 tx_ring": "256", "enP30832s1 channels": "8",
		},
		moved: []moved{
			{kind: sample.Device, name: "enP30832s1", counter: "ring-overflow.hc_rx_discards_no_wqe", delta: 18, bits: 64},
			{kind: sample.Conntrack, name: sample.Host, counter: "drop", unknown: true},
			{kind: sample.Namespace, name: pod2, counter: "TcpExt.ListenOverflows", delta: 12, bits: 64},
			{kind: sample.Namespace, name: pod2, counter: "Ip.OutTransmits", delta: 9000, bits: 64},
			{kind: sample.Namespace, name: sample.Host, counter: "Udp.NoPorts", delta: 44, bits: 64},
		},
		partial: map[sample.Kind]string{sample.Conntrack: "does not say what connection tracking lost"},
	},
	"ubuntu2204-netvsc": {
		cpus: 4,
		facts: map[string]string{
			"eth0 driver": "hv_netvsc", "eth0 path": "slow", "eth0 vf": "", "eth0 rx_ring": "9709", "eth0 channels": "4",
		},
		moved: []moved{
			{kind: sample.CPU, name: "1", counter: "dropped", delta: 40, bits: 32},
			{kind: sample.Device, name: "eth0", counter: "rx_dropped", delta: 40, bits: 64}, // the same packets
			{kind: sample.Device, name: "eth0", counter: "loss.tx_no_space", delta: 2, bits: 64},
			{kind: sample.Device, name: "eth0", counter: "loss.rx_no_memory", delta: 3, bits: 64},
			{kind: sample.Namespace, name: pod1, counter: "Tcp.RetransSegs", delta: 181, bits: 64},
			{kind: sample.Namespace, name: pod1, counter: "TcpExt.TCPPLBRehash", unknown: true}, // since 6.2
			{kind: sample.Namespace, name: pod1, counter: "Icmp.OutRateLimitHost", unknown: true},
			{kind: sample.Conntrack, name: sample.Host, counter: "insert_failed", unknown: true},
		},
		partial: map[sample.Kind]string{sample.Conntrack: "does not say what connection tracking lost"},
	},
	"virtio-6.18": {
		cpus:  2,
		facts: map[string]string{"eth0 driver": "virtio_net", "eth0 rx_ring": "256", "eth0 rx_ring_max": "256", "eth0 path": "", "ifb0 driver": ""},
		moved: []moved{
			{kind: sample.Namespace, name: sample.Host, counter: "Udp.OutDatagrams", delta: 3, bits: 64},
			{kind: sample.Device, name: "eth0", counter: "loss.rx_drops"},
		},
	},
	"veth-6.18": {
		cpus:  2,
		facts: map[string]string{"eth0 kind": "veth", "eth0 driver": "", "eth0 rx_ring": "", "eth0 path": ""},
		moved: []moved{
			{kind: sample.Namespace, name: vethPod1, counter: "Udp.RcvbufErrors", delta: 55, bits: 64},
			{kind: sample.Socket, name: vethPod1 + " udp 0.0.0.0:8125", counter: "drops", delta: 55, bits: 32},
			{kind: sample.Namespace, name: vethPod1, counter: "Udp.NoPorts", delta: 20, bits: 64},
			{kind: sample.Namespace, name: vethPod2, counter: "Udp.OutDatagrams", delta: 80, bits: 64},
		},
		partial: map[sample.Kind]string{sample.Neighbour: "arp_cache"}, // only the initial namespace has them
	},
}

func TestWhatWindowsMustSay(t *testing.T) {
	names := Names(t)
	if !slices.Equal(names, slices.Sorted(maps.Keys(every))) {
		t.Fatalf("there are nodes %q, and it is said of %q what they must say", names, slices.Sorted(maps.Keys(every)))
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			w, must := window(t, Load(t, name)), every[name]
			if cpus := w.Of(sample.CPU); len(cpus) != must.cpus {
				t.Errorf("%d processors, want %d", len(cpus), must.cpus)
			}
			for fact, want := range must.facts {
				device, key, _ := strings.Cut(fact, " ")
				s := w.Scope(sample.Device, device)
				if s == nil {
					t.Fatalf("%s is not there", device)
				}
				if got, known := s.Facts[key]; got != want || known != (want != "") {
					t.Errorf("%s is %q, want %q", fact, got, want)
				}
			}
			for _, m := range must.moved {
				m.check(t, w)
			}
			partial := map[sample.Kind]string{sample.Drop: "drop reasons are off"} // which no fixture can have
			maps.Copy(partial, must.partial)
			if !slices.Equal(slices.Sorted(maps.Keys(w.Partial)), slices.Sorted(maps.Keys(partial))) {
				t.Errorf("partial are %v", w.Partial)
			}
			for kind, why := range partial {
				if !strings.Contains(w.Partial[kind], why) {
					t.Errorf("of %s it says %q, want something of %q", kind, w.Partial[kind], why)
				}
			}
		})
	}
}

func (m moved) check(t *testing.T, w *sample.Window) {
	t.Helper()
	s := w.Scope(m.kind, m.name)
	if s == nil {
		t.Errorf("%s %s is not there", m.kind, m.name)
		return
	}
	delta, known := w.Delta(s, m.counter)
	if known == m.unknown || delta != m.delta {
		t.Errorf("%s of %s moved by %d, known %t; want %d", m.counter, m.name, delta, known, m.delta)
	}
	if c, listed := s.Counters[m.counter]; listed && m.bits != 0 && c.Bits != m.bits {
		t.Errorf("%s of %s has %d bits, want %d", m.counter, m.name, c.Bits, m.bits)
	}
}

// TestNamesAreUnique holds that a thing at one moment is not taken for another of
// its name at the other.
func TestNamesAreUnique(t *testing.T) {
	for _, name := range Names(t) {
		seen := map[string]bool{}
		for _, s := range window(t, Load(t, name)).Scopes {
			if id := string(s.Kind) + " " + s.Name; seen[id] {
				t.Errorf("%s: %s is there twice", name, id)
			} else {
				seen[id] = true
			}
		}
	}
}

// TestPacketsAreCountedOnce holds what the driver of a synthetic device says
// against its link: the VF's packets are among them, and no third time.
func TestPacketsAreCountedOnce(t *testing.T) {
	seen := 0
	for _, name := range Names(t) {
		w := window(t, Load(t, name))
		for _, s := range w.Of(sample.Device) {
			if s.Facts["driver"] != "hv_netvsc" {
				continue
			}
			seen++
			for prefix, counter := range map[string]string{"received.": "rx_packets", "sent.": "tx_packets"} {
				var sum uint64
				for _, column := range w.Columns[sample.Device] {
					if strings.HasPrefix(column, prefix) {
						delta, _ := w.Delta(s, column)
						sum += delta
					}
				}
				if delta, known := w.Delta(s, counter); !known || delta == 0 || delta != sum {
					t.Errorf("%s: %s of %s moved by %d, and what its driver says by %d", name, counter, s.Name, delta, sum)
				}
			}
		}
	}
	if seen != 3 {
		t.Errorf("%d synthetic devices", seen)
	}
}
