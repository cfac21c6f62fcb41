package nic

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

const (
	// buffer is the largest message that a dump is packed into
	// (net/netlink/af_netlink.c, v6.12); a smaller one would cost more calls.
	buffer = 32 << 10

	dumpTries = 3
)

// errEnough is how the receiver of a dump ends it.
var errEnough = errors.New("enough")

// dump asks rtnetlink for a table and hands each of its messages to a receiver
// that start makes, anew for each try.
func dump(ctx context.Context, what string, kind uint16, body []byte, start func() func(data []byte) error) error {
	err := ErrChanged
	for try := 0; try < dumpTries && errors.Is(err, ErrChanged); try++ {
		err = dumpOnce(ctx, kind, body, start())
	}
	if err != nil {
		return fmt.Errorf("cannot list the %s: %w", what, err)
	}
	return nil
}

func dumpOnce(ctx context.Context, kind uint16, body []byte, each func([]byte) error) error {
	conn, stop, err := dial(ctx)
	if err != nil {
		return err
	}
	defer stop()
	_, err = conn.Send(netlink.Message{
		Header: netlink.Header{Type: netlink.HeaderType(kind), Flags: netlink.Request | netlink.Dump},
		Data:   body,
	})
	if err != nil {
		return because(ctx, err)
	}
	return receive(ctx, conn, each)
}

// receive hands over messages until the end of a dump.
func receive(ctx context.Context, conn *netlink.Conn, each func([]byte) error) error {
	changed := false
	for m, err := range conn.ReceiveIter() {
		if err != nil {
			return because(ctx, err)
		}
		changed = changed || m.Header.Flags&netlink.DumpInterrupted != 0
		if err := each(m.Data); err != nil {
			_ = conn.Close() // else the iterator would read the rest of the table
			if errors.Is(err, errEnough) {
				return nil
			}
			return err
		}
	}
	if changed {
		return ErrChanged
	}
	return nil
}

// dial opens a socket that a context, and Longest, put an end to.
func dial(ctx context.Context) (*netlink.Conn, func(), error) {
	if cause := context.Cause(ctx); cause != nil {
		return nil, nil, cause
	}
	conn, err := netlink.Dial(unix.NETLINK_ROUTE, &netlink.Config{MessageBufferSize: buffer})
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

// because prefers the context's reason to "i/o timeout".
func because(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}
