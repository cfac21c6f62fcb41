package drop

import (
	"fmt"
	"io"
	"net"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// until tries until a condition holds: the kernel delivers in its own time.
func until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); {
		if time.Now().After(end) {
			t.Fatalf("it never came to %s", what)
		}
	}
}

// expect holds what was dropped in a namespace against what should have been; the
// functions differ between kernels, so that there only has to be one.
func (s *space) expect(c *watch, want ...Drop) {
	s.t.Helper()
	got := s.of(c)
	for i := range got {
		if got[i].Location == "" {
			s.t.Errorf("%+v has no location", got[i])
		}
		got[i].NetNS, got[i].Location = 0, ""
	}
	if !slices.Equal(got, want) {
		s.t.Errorf("dropped %+v, and it should be %+v", got, want)
	}
}

const packets = 120

func TestAFirewallDrops(t *testing.T) {
	for _, hook := range []string{"input", "output"} {
		for _, host := range []string{"127.0.0.1", "[::1]"} {
			t.Run(hook+" "+host, func(t *testing.T) {
				s, other := newSpace(t), newSpace(t)
				s.run("nft", "add table inet t; add chain inet t c { type filter hook "+hook+" priority 0; }; add rule inet t c udp dport 53 drop")
				receiver := s.listen(host + ":54")
				c := opened(t)
				s.send(packets, host+":53")
				s.send(packets, host+":54") // which nothing drops
				s.expect(c, Drop{Reason: "NETFILTER_DROP", Packets: packets, Example: "UDP to port 53"})
				other.expect(c)
				if _, _, err := receiver.ReadFrom(make([]byte, 9)); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// TestARouterDrops drops on the way through: the packet's socket is another
// namespace's.
func TestARouterDrops(t *testing.T) {
	from, router, to := newSpace(t), newSpace(t), newSpace(t)
	router.run("sysctl", "-qw", "net.ipv4.ip_forward=1")
	for i, s := range []*space{from, to} {
		near, far := fmt.Sprintf("10.9.%d.1", i), fmt.Sprintf("10.9.%d.2", i)
		device := fmt.Sprintf("r%d", i)
		router.run("ip", "link", "add", device, "type", "veth", "peer", "name", "uplink", "netns", s.file())
		router.run("ip", "link", "set", device, "addrgenmode", "none", "up")
		s.run("ip", "link", "set", "uplink", "addrgenmode", "none", "up")
		router.run("ip", "address", "add", near+"/24", "dev", device)
		s.run("ip", "address", "add", far+"/24", "dev", "uplink")
		s.run("ip", "route", "add", "default", "via", near)
	}
	receiver := to.listen("10.9.1.2:8080")
	from.send(1, "10.9.1.2:8080") // all neighbours are known afterwards
	if _, _, err := receiver.ReadFrom(make([]byte, 9)); err != nil {
		t.Fatal(err)
	}
	router.run("nft", "add table ip t; add chain ip t c { type filter hook forward priority 0; policy drop; }")
	c := opened(t)
	from.send(packets, "10.9.1.2:8080")
	until(t, "every packet having crossed", func() bool { l := router.of(c); return len(l) > 0 && l[0].Packets >= packets })
	router.expect(c, Drop{Reason: "NETFILTER_DROP", Packets: packets, Example: "UDP to port 8080"})
	from.expect(c)
	to.expect(c)
}

func TestAFullSocketDrops(t *testing.T) {
	s := newSpace(t)
	receiver := s.listen("127.0.0.1:8125")
	if err := receiver.SetReadBuffer(1); err != nil { // the kernel has a least size
		t.Fatal(err)
	}
	c := opened(t)
	s.send(packets, "127.0.0.1:8125")
	raw, err := receiver.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	arrived := uint64(0)
	_ = raw.Control(func(fd uintptr) {
		for {
			if _, _, err := unix.Recvfrom(int(fd), make([]byte, 9), unix.MSG_DONTWAIT); err != nil {
				return
			}
			arrived++
		}
	})
	if arrived == 0 || arrived > packets/2 {
		t.Fatalf("%d datagrams arrived", arrived)
	}
	s.expect(c, Drop{Reason: "SOCKET_RCVBUFF", Packets: packets - arrived, Example: "UDP to port 8125"})
}

func TestAClosedPortDrops(t *testing.T) {
	s := newSpace(t)
	c := opened(t)
	s.send(packets, "127.0.0.1:9")
	s.expect(c, Drop{Reason: "NO_SOCKET", Packets: packets, Example: "UDP to port 9"})
	for _, d := range s.of(c) {
		if d.Location != "__udp4_lib_rcv" && d.Location != "udp_rcv" {
			t.Errorf("the function is %q", d.Location)
		}
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if _, err := c.Read(); err == nil {
		t.Error("a closed counter can be read")
	}
}

// TestTCPDrops shuts sockets down that data then comes to. TCP has taken the device
// from the packet by then, so that the socket or the route has to tell where it is.
func TestTCPDrops(t *testing.T) {
	for name, change := range map[string]func(*layout, *reasons, *uint32, *map[string]string){
		"with the socket":    func(*layout, *reasons, *uint32, *map[string]string) {},
		"without the socket": func(l *layout, _ *reasons, _ *uint32, _ *map[string]string) { l.receiver = -1 }, // before v6.11
	} {
		t.Run(name, func(t *testing.T) {
			s := newSpace(t)
			var listener net.Listener
			var err error
			s.do(func() { listener, err = net.Listen("tcp", "127.0.0.1:443") })
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = listener.Close() }()
			c := opened(t, change)
			for range packets {
				s.shout(listener)
			}
			s.expect(c, Drop{Reason: "TCP_ABORT_ON_DATA", Packets: packets, Example: "TCP to port 443"})
		})
	}
}

// TestAnEndOfAConnectionDropsNothing has a client close its half first, as one
// that has asked all: the server's answer is acknowledged after that.
func TestAnEndOfAConnectionDropsNothing(t *testing.T) {
	s := newSpace(t)
	var listener net.Listener
	var err error
	s.do(func() { listener, err = net.Listen("tcp", "127.0.0.1:443") })
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	c := opened(t)
	for range packets {
		client, server := s.connected(listener)
		if err := client.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(server, server); err != nil { // until the end comes
			t.Fatal(err)
		}
		if _, err := server.Write([]byte("answer")); err != nil {
			t.Fatal(err)
		}
		_ = server.Close()
		if _, err := io.ReadAll(client); err != nil {
			t.Fatal(err)
		}
		_ = client.Close()
	}
	s.expect(c)
}

// connected makes a connection.
func (s *space) connected(listener net.Listener) (client, server net.Conn) {
	s.t.Helper()
	var err error
	s.do(func() { client, err = net.Dial("tcp", listener.Addr().String()) })
	if err == nil {
		server, err = listener.Accept()
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return client, server
}

// shout connects, and sends after the listener's side was shut down.
func (s *space) shout(listener net.Listener) {
	s.t.Helper()
	client, server := s.connected(listener)
	defer func() { _ = client.Close() }()
	defer func() { _ = server.Close() }()
	if raw, err := server.(*net.TCPConn).SyscallConn(); err != nil {
		s.t.Fatal(err)
	} else if err := raw.Control(func(fd uintptr) { _ = unix.Shutdown(int(fd), unix.SHUT_RDWR) }); err != nil {
		s.t.Fatal(err)
	}
	if _, err := client.Write([]byte("lost")); err != nil {
		s.t.Fatal(err)
	}
}
