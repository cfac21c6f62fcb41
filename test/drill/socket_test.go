package drill

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/kernel"
	"golang.org/x/sys/unix"
)

// address is of IPv4, as the system calls take it.
func address(text string) *unix.SockaddrInet4 {
	a := netip.MustParseAddrPort(text)
	return &unix.SockaddrInet4{Addr: a.Addr().As4(), Port: int(a.Port())}
}

// socket makes a socket in the namespace that is closed with the test.
func (s *space) socket(kind, protocol int) int {
	s.n.t.Helper()
	var fd int
	s.do(func() (err error) {
		fd, err = unix.Socket(unix.AF_INET, kind|unix.SOCK_CLOEXEC, protocol)
		return err
	})
	s.n.t.Cleanup(func() { _ = unix.Close(fd) })
	return fd
}

// receives is a UDP socket that nobody reads from.
func (s *space) receives(at string) int {
	s.n.t.Helper()
	fd := s.socket(unix.SOCK_DGRAM|unix.SOCK_NONBLOCK, 0)
	s.n.must(unix.Bind(fd, address(at)))
	return fd
}

// listens is a TCP socket from which nobody takes connections, with room for
// some.
func (s *space) listens(at string, room int) {
	s.n.t.Helper()
	fd := s.socket(unix.SOCK_STREAM|unix.SOCK_NONBLOCK, 0)
	s.n.must(unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1))
	s.n.must(unix.Bind(fd, address(at)))
	s.n.must(unix.Listen(fd, room))
}

// sends is a UDP socket with a peer.
func (s *space) sends(to string) int {
	s.n.t.Helper()
	fd := s.socket(unix.SOCK_DGRAM, 0)
	s.n.must(unix.Connect(fd, address(to)))
	return fd
}

// flood sends datagrams of some bytes. Errors tell of earlier ones, or that the
// kernel drops: the counters say it better.
func flood(fd, datagrams, bytes int) {
	payload := make([]byte, bytes)
	for range datagrams {
		_ = unix.Send(fd, payload, 0)
	}
}

// connect begins to connect to a listener and does not wait.
func (s *space) connect(to string) error {
	s.n.t.Helper()
	fd := s.socket(unix.SOCK_STREAM|unix.SOCK_NONBLOCK, 0)
	if err := unix.Connect(fd, address(to)); err != nil && !errors.Is(err, unix.EINPROGRESS) {
		return fmt.Errorf("cannot connect to %s: %w", to, err)
	}
	return nil
}

// serves takes TCP connections to port 80 of an address and gives each to a
// function, which must end when the connection does.
func (s *space) serves(at string, each func(net.Conn)) {
	s.n.t.Helper()
	var listener net.Listener
	s.do(func() (err error) {
		listener, err = net.Listen("tcp4", at+":80")
		return err
	})
	s.n.t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // it is closed
			}
			go each(conn)
		}
	}()
}

// dial makes a connection, or a UDP socket with a peer.
func (s *space) dial(network, to string) net.Conn {
	s.n.t.Helper()
	var conn net.Conn
	s.do(func() (err error) {
		conn, err = net.DialTimeout(network, to, patience)
		return err
	})
	s.n.t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// patience is how long an answer may take on a busy machine.
const patience = 10 * time.Second

// answers is a UDP socket that sends back what it gets.
func (s *space) answers(at string) {
	s.n.t.Helper()
	s.reads(at, func(conn net.PacketConn, from net.Addr, data []byte) { _, _ = conn.WriteTo(data, from) })
}

// drains is a UDP socket that reads all it gets.
func (s *space) drains(at string) {
	s.n.t.Helper()
	s.reads(at, func(net.PacketConn, net.Addr, []byte) {})
}

// reads is a UDP socket whose datagrams a function gets. It has room for what
// comes while a busy machine does something else.
func (s *space) reads(at string, each func(net.PacketConn, net.Addr, []byte)) {
	s.n.t.Helper()
	var conn *net.UDPConn
	s.do(func() error {
		socket, err := net.ListenPacket("udp4", at)
		if err != nil {
			return err
		}
		conn = socket.(*net.UDPConn)
		raw, err := conn.SyscallConn()
		if err != nil {
			return err
		}
		var refused error
		err = raw.Control(func(fd uintptr) {
			refused = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, 4<<20)
		})
		return errors.Join(err, refused)
	})
	s.n.t.Cleanup(func() { _ = conn.Close() })
	go func() {
		buffer := make([]byte, 2048)
		for {
			got, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return // it is closed
			}
			each(conn, from, buffer[:got])
		}
	}()
}

// exchange sends datagrams to a namespace until one comes back.
func (n *node) exchange(from, to *space, address string) {
	n.t.Helper()
	var server net.PacketConn
	to.do(func() (err error) {
		server, err = net.ListenPacket("udp4", address+":0")
		return err
	})
	defer func() { _ = server.Close() }()
	client := from.dial("udp4", server.LocalAddr().String())
	defer func() { _ = client.Close() }()
	buffer := make([]byte, 16)
	n.wait(fmt.Sprintf("a datagram from %s to %s", from.name, to.name), func() error {
		if _, err := client.Write([]byte("x")); err != nil {
			return err
		}
		_ = server.SetReadDeadline(time.Now().Add(time.Second))
		_, back, err := server.ReadFrom(buffer)
		if err != nil {
			return err
		}
		if _, err := server.WriteTo([]byte("y"), back); err != nil {
			return err
		}
		_ = client.SetReadDeadline(time.Now().Add(time.Second))
		_, err = client.Read(buffer)
		return err
	})
}

// swallow reads until the other side is done.
func swallow(conn net.Conn) {
	_, _ = io.Copy(io.Discard, conn) // its end is all that matters
	_ = conn.Close()
}

// feed sends datagrams no faster than the node's eth0 takes them.
func (n *node) feed(fd, datagrams int) {
	n.t.Helper()
	const some = 100
	before := n.eth0().RxPackets
	for sent := some; sent <= datagrams; sent += some {
		flood(fd, some, 20)
		n.wait("the node's eth0", func() error {
			if got := n.eth0().RxPackets - before; got < uint64(sent) {
				return fmt.Errorf("it took %d of %d", got, sent)
			}
			return nil
		})
	}
}

// eth0 is what the node's eth0 has counted.
func (n *node) eth0() kernel.Device {
	n.t.Helper()
	devices, err := kernel.NetDev(n.host.root, n.host.pid)
	n.must(err)
	i := slices.IndexFunc(devices, func(d kernel.Device) bool { return d.Name == "eth0" })
	if i < 0 {
		n.t.Fatal("the node has no eth0")
	}
	return devices[i]
}
