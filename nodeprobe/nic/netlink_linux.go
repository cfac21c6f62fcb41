package nic

import (
	"context"
	"errors"
	"fmt"

	"github.com/mdlayher/netlink"
	"github.com/netwhy/netwhy/nodeprobe/deadline"
	"golang.org/x/sys/unix"
)

const dumpTries = 3

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
	conn, stop, err := deadline.Dial(ctx, unix.NETLINK_ROUTE)
	if err != nil {
		return err
	}
	defer stop()
	_, err = conn.Send(netlink.Message{
		Header: netlink.Header{Type: netlink.HeaderType(kind), Flags: netlink.Request | netlink.Dump},
		Data:   body,
	})
	if err != nil {
		return deadline.Reason(ctx, err)
	}
	return receive(ctx, conn, each)
}

// receive hands over messages until the end of a dump.
func receive(ctx context.Context, conn *netlink.Conn, each func([]byte) error) error {
	changed := false
	for m, err := range conn.ReceiveIter() {
		if err != nil {
			return deadline.Reason(ctx, err)
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
