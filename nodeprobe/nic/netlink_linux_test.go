package nic

import (
	"context"
	"errors"
	"testing"

	"github.com/mdlayher/netlink"
	"github.com/mdlayher/netlink/nltest"
)

// answer gives a connection to a kernel that answers with messages.
func answer(t *testing.T, flags netlink.HeaderFlags, messages ...[]byte) *netlink.Conn {
	t.Helper()
	conn := nltest.Dial(func([]netlink.Message) ([]netlink.Message, error) {
		var all []netlink.Message
		for _, data := range messages {
			all = append(all, netlink.Message{Header: netlink.Header{Flags: flags | netlink.Multi}, Data: data})
		}
		return append(all, netlink.Message{Header: netlink.Header{Type: netlink.Done, Flags: netlink.Multi}}), nil
	})
	if _, err := conn.Send(netlink.Message{}); err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestATableThatChangesIsNotComplete(t *testing.T) {
	seen := 0
	count := func([]byte) error { seen++; return nil }
	if err := receive(context.Background(), answer(t, 0, nil, nil), count); err != nil || seen != 2 {
		t.Errorf("a steady table: %d rows, %v", seen, err)
	}
	if err := receive(context.Background(), answer(t, netlink.DumpInterrupted, nil, nil), count); !errors.Is(err, ErrChanged) || seen != 4 {
		t.Errorf("a table that changes: %d rows, %v", seen, err)
	}
}

func TestAShortMessageIsAnError(t *testing.T) {
	for name, each := range map[string]func([]byte) error{
		"link":      func(data []byte) error { _, err := parseLink(data); return err },
		"qdisc":     func(data []byte) error { _, err := parseQdisc(data); return err },
		"neighbour": func(data []byte) error { return new(NeighbourStates).count(data, 2, 1) },
	} {
		if err := receive(context.Background(), answer(t, 0, []byte{2, 0, 0}), each); !errors.Is(err, errShort) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
