package socket

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"
)

// Longest is the time after which a read of a netlink socket ends in any case.
const Longest = 5 * time.Second

// buffer is the largest message that a dump is packed into
// (net/netlink/af_netlink.c, v6.12); a smaller one would cost more calls.
const buffer = 32 << 10

// dump hands over the IPv4 and IPv6 sockets of a protocol, at most as many as the
// gate lets through.
func dump(ctx context.Context, what string, protocol uint8, states uint32, gate Gate, each func(*message)) error {
	err := gate.check(gate.InUse)
	seen := 0
	for _, family := range []uint8{unix.AF_INET, unix.AF_INET6} {
		if err == nil {
			err = dumpFamily(ctx, request(family, protocol, states), func(m *message) error {
				seen++
				each(m)
				return gate.check(seen)
			})
		}
	}
	if err != nil {
		return fmt.Errorf("cannot list the %s: %w", what, err)
	}
	return nil
}

func dumpFamily(ctx context.Context, request []byte, each func(*message) error) error {
	conn, stop, err := dial(ctx)
	if err != nil {
		return applicable(ctx, err)
	}
	defer stop()
	_, err = conn.Send(netlink.Message{
		Header: netlink.Header{Type: unix.SOCK_DIAG_BY_FAMILY, Flags: netlink.Request | netlink.Dump},
		Data:   request,
	})
	if err != nil {
		return applicable(ctx, err)
	}
	return receive(ctx, conn, each)
}

// receive hands over messages until the end of a dump.
func receive(ctx context.Context, conn *netlink.Conn, each func(*message) error) error {
	var m message
	for raw, err := range conn.ReceiveIter() {
		if err != nil {
			return applicable(ctx, err)
		}
		err = m.parse(raw.Data)
		if err == nil {
			err = each(&m)
		}
		if err != nil {
			_ = conn.Close() // else the iterator would read the rest
			return err
		}
	}
	return nil
}

// dial opens a socket that a context, and Longest, put an end to.
func dial(ctx context.Context) (*netlink.Conn, func(), error) {
	if cause := context.Cause(ctx); cause != nil {
		return nil, nil, cause
	}
	conn, err := netlink.Dial(unix.NETLINK_SOCK_DIAG, &netlink.Config{MessageBufferSize: buffer})
	if err != nil {
		return nil, nil, err
	}
	end := time.Now().Add(Longest)
	if wanted, ok := ctx.Deadline(); ok && wanted.Before(end) {
		end = wanted
	}
	if err := conn.SetDeadline(end); err != nil {
		_ = conn.Close()
		return nil, nil, err
	}
	// A context may also be cancelled before its deadline.
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	return conn, func() { stop(); _ = conn.Close() }, nil
}

// applicable tells a kernel that lacks a module (ENOENT of sock_diag_rcv_msg and
// inet_diag_lock_handler) or sock_diag altogether, and prefers the context's
// reason to "i/o timeout".
func applicable(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.EPROTONOSUPPORT) {
		return ErrNotApplicable
	}
	return err
}
