package socket

import (
	"context"
	"errors"
	"fmt"

	"github.com/mdlayher/netlink"
	"github.com/netwhy/netwhy/nodeprobe/deadline"
	"golang.org/x/sys/unix"
)

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
	conn, stop, err := deadline.Dial(ctx, unix.NETLINK_SOCK_DIAG)
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

// applicable tells a kernel that lacks a module (ENOENT of sock_diag_rcv_msg and
// inet_diag_lock_handler) or sock_diag altogether, and prefers the context's
// reason to "i/o timeout".
func applicable(ctx context.Context, err error) error {
	err = deadline.Reason(ctx, err)
	if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.EPROTONOSUPPORT) {
		return ErrNotApplicable
	}
	return err
}
