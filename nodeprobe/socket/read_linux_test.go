package socket

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

var wide = Gate{Most: 1000}

// until tries until a condition holds; the kernel finishes handshakes and
// deliveries in its own time.
func until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); {
		if time.Now().After(end) {
			t.Fatalf("it never came to %s", what)
		}
	}
}

func listener(t testing.TB, at netip.AddrPort) Listener {
	t.Helper()
	listeners, err := Listeners(context.Background(), wide)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range listeners {
		if l.Local == at {
			return l
		}
	}
	t.Fatalf("nobody listens on %s: %+v", at, listeners)
	return Listener{}
}

func TestAListenerThatNobodyAcceptsFromOverflows(t *testing.T) {
	ownNamespace(t)
	fd, at := bound(t, unix.AF_INET, unix.SOCK_STREAM)
	if err := unix.Listen(fd, 1); err != nil {
		t.Fatal(err)
	}
	if l := listener(t, at); l.Queue != 0 || l.Limit != 1 || l.Drops != 0 || l.Device != 0 || l.Full() {
		t.Errorf("at first: %+v", l)
	}
	for range 2 {
		connect(t, at)
	}
	until(t, "two connections that wait", func() bool { return listener(t, at).Queue == 2 })
	if l := listener(t, at); !l.Full() {
		t.Errorf("with two that wait: %+v", l)
	}
	for range 5 {
		connect(t, at)
	}
	until(t, "five that were lost", func() bool { return listener(t, at).Drops >= 5 })
	before := listener(t, at).Drops // the lost ones are tried again every second
	all := counter(t, "netstat", "TcpExt", "ListenDrops")
	if after := listener(t, at).Drops; all < uint64(before) || all > uint64(after) {
		t.Errorf("the listener lost between %d and %d, and ListenDrops is %d", before, after, all)
	}
	tcp, err := ReadTCP(context.Background(), wide, 3)
	if err != nil {
		t.Fatal(err)
	}
	if tcp.States[Listening] != 1 || tcp.States[SynSent] != 5 || tcp.States[Established] < 2 {
		t.Errorf("states %v", tcp.States)
	}
}

func TestListenersOfBothFamilies(t *testing.T) {
	ownNamespace(t)
	fd, at := bound(t, unix.AF_INET6, unix.SOCK_STREAM)
	if err := unix.Listen(fd, 7); err != nil {
		t.Skipf("this kernel has no IPv6: %v", err)
	}
	fd4, at4 := bound(t, unix.AF_INET, unix.SOCK_STREAM)
	if err := unix.Listen(fd4, 9); err != nil {
		t.Fatal(err)
	}
	if l := listener(t, at); l.Limit != 7 {
		t.Errorf("%+v", l)
	}
	if l := listener(t, at4); l.Limit != 9 {
		t.Errorf("%+v", l)
	}
}

func TestTCPThatNobodyReads(t *testing.T) {
	ownNamespace(t)
	fd, at := bound(t, unix.AF_INET, unix.SOCK_STREAM)
	if err := unix.Listen(fd, 10); err != nil {
		t.Fatal(err)
	}
	sizes := []int{100, 5000, 300, 0}
	for _, size := range sizes {
		client := connect(t, at)
		until(t, "a connection", func() bool { _, err := unix.Write(client, make([]byte, size)); return err == nil })
	}
	var tcp TCP
	until(t, "all the data", func() bool {
		var err error
		if tcp, err = ReadTCP(context.Background(), wide, 2); err != nil {
			t.Fatal(err)
		}
		return tcp.Unread == 5400
	})
	if tcp.States[Established] != 2*len(sizes) || tcp.States[Listening] != 1 || tcp.Drops != 0 || len(tcp.ByDrops) != 0 {
		t.Errorf("%+v", tcp)
	}
	if len(tcp.ByUnread) != 2 || tcp.ByUnread[0].Unread != 5000 || tcp.ByUnread[1].Unread != 300 {
		t.Fatalf("the two with the most: %+v", tcp.ByUnread)
	}
	if c := tcp.ByUnread[0]; c.Local != at || c.Remote.Addr() != at.Addr() || c.State != Established || c.Memory.Receive < 5000 || c.Memory.ReceiveMost < c.Memory.Receive {
		t.Errorf("%+v", c)
	}
}

func TestUDPDropsAreWhatWasLost(t *testing.T) {
	ownNamespace(t)
	fd, at := bound(t, unix.AF_INET, unix.SOCK_DGRAM)
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, 2304); err != nil {
		t.Fatal(err)
	}
	from := socket(t, unix.AF_INET, unix.SOCK_DGRAM)
	defer func() { _ = unix.Close(from) }()
	const sent = 500
	for range sent {
		if err := unix.Sendto(from, make([]byte, 100), 0, &unix.SockaddrInet4{Addr: at.Addr().As4(), Port: int(at.Port())}); err != nil {
			t.Fatal(err)
		}
	}
	read := func() UDP {
		sockets, err := ReadUDP(context.Background(), wide)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range sockets {
			if s.Local == at {
				return s
			}
		}
		t.Fatalf("no socket on %s: %+v", at, sockets)
		return UDP{}
	}
	full := read()
	if full.Memory.ReceiveMost == 0 || full.Memory.Receive == 0 || full.Unread == 0 || full.Remote.IsValid() && full.Remote.Port() != 0 {
		t.Errorf("while full: %+v", full)
	}
	received := uint32(0)
	until(t, "as many drops as datagrams that did not arrive", func() bool {
		for {
			if _, err := unix.Read(fd, make([]byte, 100)); err != nil {
				break
			}
			received++
		}
		return read().Memory.Drops == sent-received
	})
	if drops := read().Memory.Drops; drops < sent/2 || uint64(drops) != counter(t, "snmp", "Udp", "RcvbufErrors") {
		t.Errorf("%d drops of %d, and RcvbufErrors %d", drops, sent, counter(t, "snmp", "Udp", "RcvbufErrors"))
	}
	if empty := read(); empty.Memory.Receive != 0 || empty.Unread != 0 {
		t.Errorf("when read: %+v", empty)
	}
}
