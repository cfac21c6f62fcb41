package drop

import (
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"testing"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
	"golang.org/x/sys/unix"
)

// TestNothingIsLostWhenTheTableIsFull gives it one row, which may well be one of
// somebody else's on this machine.
func TestNothingIsLostWhenTheTableIsFull(t *testing.T) {
	spaces := []*space{newSpace(t), newSpace(t), newSpace(t)}
	c := opened(t, func(_ *layout, _ *reasons, most *uint32, _ *map[string]string) { *most = 1 })
	for _, s := range spaces {
		s.send(packets, "127.0.0.1:9")
	}
	told, rows := uint64(0), 0
	for _, s := range spaces {
		for _, d := range s.of(c) {
			rows++
			told += d.Packets
		}
	}
	full := c.seen[Drop{Reason: Overflow}].Packets
	if rows > 1 || full < 2*packets || told+full < 3*packets {
		t.Errorf("%d rows tell of %d packets, and %d found no row", rows, told, full)
	}
}

// TestRowsMakeRoom counts on after a row was taken from the table.
func TestRowsMakeRoom(t *testing.T) {
	s := newSpace(t)
	c := opened(t)
	in := func() (is bool) {
		var k key
		var values []value
		for each := c.table.Iterate(); each.Next(&k, &values); {
			is = is || uint64(k.NetNS) == s.number
		}
		return is
	}
	for i := range uint64(4) {
		if i == 2 {
			c.crowd = 1
		}
		s.send(packets, "127.0.0.1:9")
		for range 2 {
			if !in() {
				t.Error("there is no row")
			}
			s.expect(c, Drop{Reason: "NO_SOCKET", Packets: (i + 1) * packets, Example: "UDP to port 9"})
		}
		if in() != (i < 2) {
			t.Errorf("after round %d the row is there: %t", i, in())
		}
	}
}

// TestReadingMeanwhile reads as fast as it can while two threads drop.
func TestReadingMeanwhile(t *testing.T) {
	s := newSpace(t)
	c := opened(t)
	const each, port = 5000, 9
	var senders sync.WaitGroup
	for range 2 {
		from := s.listen("127.0.0.1:0")
		senders.Go(func() {
			for range each {
				_, _ = from.WriteTo([]byte("lost"), &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
			}
		})
	}
	done := make(chan struct{})
	go func() { senders.Wait(); close(done) }()
	for ended := false; !ended; {
		select {
		case <-done:
			ended = true
		default:
			c.total(t)
		}
	}
	// What an interrupt dropped while its processor was counting is not attributed.
	got, missed := s.of(c), c.seen[Drop{Reason: Missed}].Packets
	if len(got) != 1 || got[0].Packets > 2*each || got[0].Packets+missed < 2*each {
		t.Errorf("%d packets are %+v, and %d were missed", 2*each, got, missed)
	}
}

// TestNoiseIsNotCounted closes a socket that listens along and never read.
func TestNoiseIsNotCounted(t *testing.T) {
	s := newSpace(t)
	quiet := opened(t)
	loud := opened(t, func(_ *layout, _ *reasons, _ *uint32, noise *map[string]string) { *noise = nil })
	s.listen("127.0.0.1:7")
	var along int
	var err error
	s.do(func() { along, err = unix.Socket(unix.AF_INET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_UDP) })
	if err != nil {
		t.Fatal(err)
	}
	s.send(packets, "127.0.0.1:7")
	if err := unix.Close(along); err != nil {
		t.Fatal(err)
	}
	until(t, "the queue being freed", func() bool { return len(s.of(loud)) > 0 })
	s.expect(loud, Drop{Reason: "QUEUE_PURGE", Packets: packets, Example: "UDP to port 7"})
	s.expect(quiet)
}

// TestOnlyANamespaceLeadsBack looks for a device's namespace where it is not, so that
// what the packet's socket leads to does not lead back, as where it is no socket.
func TestOnlyANamespaceLeadsBack(t *testing.T) {
	s := newSpace(t)
	s.run("nft", "add table inet t; add chain inet t c { type filter hook output priority 0; policy drop; }")
	types, err := btf.LoadKernelSpec()
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, err := offset(types, "net_device", "netdev_ops")
	if err != nil {
		t.Fatal(err)
	}
	c := opened(t, func(l *layout, _ *reasons, _ *uint32, _ *map[string]string) { l.deviceNamespace = elsewhere })
	s.send(packets, "127.0.0.1:9")
	s.expect(c)
	unknown := uint64(0)
	for _, d := range c.seen {
		if d.NetNS == 0 && d.Example == "UDP to port 9" {
			unknown += d.Packets
		}
	}
	if unknown < packets {
		t.Errorf("only %d packets are of no known namespace: %v", unknown, c.seen)
	}
}

// TestAKernelWithoutReasons is one before v5.17.
func TestAKernelWithoutReasons(t *testing.T) {
	s := newSpace(t)
	c := opened(t, func(l *layout, r *reasons, _ *uint32, _ *map[string]string) {
		l.reason, *r = -1, reasons{}
	})
	s.send(packets, "127.0.0.1:9")
	s.expect(c, Drop{Reason: unspecified, Packets: packets, Example: "UDP to port 9"})
}

func TestExamples(t *testing.T) {
	port := func(big, small byte) uint16 { return uint16(small)<<8 | uint16(big) } // as amd64 and arm64 read it
	for want, v := range map[string]value{
		"":                  {},
		"UDP to port 53":    {Version: 4, Protocol: unix.IPPROTO_UDP, Port: port(0, 53)},
		"TCP to port 8080":  {Version: 6, Protocol: unix.IPPROTO_TCP, Port: port(8080>>8, 8080&0xff)},
		"UDP":               {Version: 4, Protocol: unix.IPPROTO_UDP}, // a later fragment
		"ICMP":              {Version: 4, Protocol: unix.IPPROTO_ICMP},
		"ICMPv6":            {Version: 6, Protocol: unix.IPPROTO_ICMPV6},
		"IPv4, protocol 47": {Version: 4, Protocol: unix.IPPROTO_GRE},
	} {
		if got := v.String(); got != want {
			t.Errorf("%+v is written %q, not %q", v, got, want)
		}
	}
}

func TestExamplesAreOfLate(t *testing.T) {
	s := newSpace(t)
	c := opened(t)
	s.send(packets, "127.0.0.1:53")
	s.expect(c, Drop{Reason: "NO_SOCKET", Packets: packets, Example: "UDP to port 53"})
	until(t, "another example", func() bool {
		s.send(1, "127.0.0.1:54")
		return s.of(c)[0].Example == "UDP to port 54"
	})
}

// TestPacketsWithoutPorts are not dropped in a function of their protocol, but on
// their way out.
func TestPacketsWithoutPorts(t *testing.T) {
	for want, packet := range map[string]struct {
		family, protocol int
		to               unix.Sockaddr
	}{
		"IPv4, protocol 47": {unix.AF_INET, unix.IPPROTO_GRE, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}},
		"ICMP":              {unix.AF_INET, unix.IPPROTO_ICMP, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}},
		"ICMPv6":            {unix.AF_INET6, unix.IPPROTO_ICMPV6, &unix.SockaddrInet6{Addr: [16]byte{15: 1}}},
	} {
		s := newSpace(t)
		s.run("nft", "add table inet t; add chain inet t c { type filter hook output priority 0; policy drop; }")
		c := opened(t)
		s.do(func() {
			fd, err := unix.Socket(packet.family, unix.SOCK_RAW|unix.SOCK_CLOEXEC, packet.protocol)
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = unix.Close(fd) }()
			if err := unix.Sendto(fd, make([]byte, 8), 0, packet.to); !errors.Is(err, unix.EPERM) {
				t.Errorf("nothing drops what is sent: %v", err)
			}
		})
		s.expect(c, Drop{Reason: "NETFILTER_DROP", Packets: 1, Example: want})
	}
}

func TestReasonsHaveTheKernelsNames(t *testing.T) {
	r := reasons{map[uint32]string{2: unspecified}, map[uint32]string{1: "MAC80211_UNUSABLE", 0: "CORE"}}
	for number, want := range map[uint32]string{2: unspecified, 1<<16 | 3: "MAC80211_UNUSABLE_3", 999: "CORE_999", 9<<16 | 1: "REASON_0x90001"} {
		if got := r.name(number); got != want {
			t.Errorf("%d is called %s, not %s", number, got, want)
		}
	}
	if _, here, err := describe(); err != nil || !slices.Contains(here.numbers(Noise), 0) || len(here.names) < 50 {
		t.Errorf("this kernel's are %+v, %v", here, err)
	}
}

// BenchmarkDrop also says what the program alone costs, by the kernel's own clock.
func BenchmarkDrop(b *testing.B) {
	s := newSpace(b)
	s.run("nft", "add table inet t; add chain inet t c { type filter hook output priority 0; policy drop; }")
	c := opened(b)
	stats, err := ebpf.EnableStats(uint32(unix.BPF_STATS_RUN_TIME))
	if err != nil {
		b.Fatal(err)
	}
	defer func(c io.Closer) { _ = c.Close() }(stats)
	for b.Loop() {
		s.send(1000, "127.0.0.1:53")
	}
	used, err := c.program.Stats()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(used.Runtime.Nanoseconds())/float64(used.RunCount), "ns/drop")
	b.ReportMetric(0, "ns/op")
}

func BenchmarkRead(b *testing.B) {
	c := opened(b)
	for i := range 100 {
		s := newSpace(b)
		for j := range 5 {
			s.send(1, fmt.Sprintf("127.0.0.1:%d", 10*i+j+1))
		}
	}
	for b.Loop() {
		if _, err := c.Read(); err != nil {
			b.Fatal(err)
		}
	}
}
