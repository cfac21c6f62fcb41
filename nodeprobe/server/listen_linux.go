package server

import (
	"context"
	"errors"
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// segment is the most that a packet of ours carries, in bytes: what the smallest
// link of IPv6 (RFC 8200 §5, 1280 bytes) takes without the headers.
const segment = 1220

// Listen listens for clients. What it sends and asks for fits through links that
// swallow large packets, since that is a fault to tell of, and no reason to be
// silent.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	config := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var failed error
		err := c.Control(func(fd uintptr) { failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_MAXSEG, segment) })
		return errors.Join(err, failed)
	}}
	config.SetMultipathTCP(false) // it refuses the option
	return config.Listen(ctx, "tcp", address)
}
