package server

import (
	"net"
	"testing"

	"golang.org/x/sys/unix"
)

// TestPacketsAreSmall asks the kernel for the segment size of a connection over
// loopback, whose own would be 64 kB.
func TestPacketsAreSmall(t *testing.T) {
	listener, err := Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	accepted, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = accepted.Close() }()
	for name, conn := range map[string]net.Conn{"ours": accepted, "the client's": client} {
		raw, err := conn.(*net.TCPConn).SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		size := 0
		if failed := raw.Control(func(fd uintptr) { size, err = unix.GetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_MAXSEG) }); failed != nil || err != nil {
			t.Fatal(failed, err)
		}
		if size > segment || size < segment/2 {
			t.Errorf("%s segments are of up to %d bytes, want %d at most", name, size, segment)
		}
	}
}
