package socket

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/deadline"
	"golang.org/x/sys/unix"
)

func TestTheGate(t *testing.T) {
	ownNamespace(t)
	for range 5 {
		bound(t, unix.AF_INET, unix.SOCK_DGRAM)
	}
	for gate, want := range map[Gate]error{
		{Most: 5}:             nil,
		{InUse: 5, Most: 5}:   nil,
		{Most: 4}:             ErrTooMany,
		{InUse: 6, Most: 5}:   ErrTooMany,
		{InUse: 60, Most: 50}: ErrTooMany,
	} {
		sockets, err := ReadUDP(context.Background(), gate)
		if !errors.Is(err, want) || want == nil && len(sockets) != 5 || want != nil && sockets != nil {
			t.Errorf("gate %+v: %d sockets, %v", gate, len(sockets), err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := ReadUDP(ctx, Gate{InUse: 6, Most: 5}); !errors.Is(err, ErrTooMany) {
		t.Errorf("the kernel was asked beyond the gate: %v", err)
	}
	if tcp, err := ReadTCP(context.Background(), Gate{}, 5); err != nil || len(tcp.States) != 0 {
		t.Errorf("no socket may pass, and none is there: %+v, %v", tcp, err)
	}
}

// TestAKernelWithoutTheModule asks for a protocol that has none.
func TestAKernelWithoutTheModule(t *testing.T) {
	ownNamespace(t)
	const experiment = 253 // RFC 3692
	err := dump(context.Background(), "experiments", experiment, anyState, wide, func(*message) { t.Error("a socket") })
	if !errors.Is(err, ErrNotApplicable) || err.Error() != "cannot list the experiments: not applicable" {
		t.Errorf("a protocol without sock_diag: %v", err)
	}
}

func TestTheHostIsReadWithoutPrivilege(t *testing.T) {
	ctx, gate := context.Background(), Gate{Most: 100000}
	_, errListeners := Listeners(ctx, gate)
	_, errTCP := ReadTCP(ctx, gate, 3)
	_, errUDP := ReadUDP(ctx, gate)
	for _, err := range []error{errListeners, errTCP, errUDP} {
		if err != nil && !errors.Is(err, ErrNotApplicable) {
			t.Error(err)
		}
	}
}

func TestAReadThatGetsNoAnswerEnds(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	conn, stop, err := deadline.Dial(ctx, unix.NETLINK_SOCK_DIAG)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	start := time.Now()
	err = receive(ctx, conn, func(*message) error { return nil }) // nothing was asked
	if !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a read without an answer: %v", err)
	}
	if took := time.Since(start); took > deadline.Longest {
		t.Errorf("it took %v", took)
	}

	ctx, cancel = context.WithCancel(context.Background())
	conn, stop, err = deadline.Dial(ctx, unix.NETLINK_SOCK_DIAG)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	cancel()
	if err := receive(ctx, conn, func(*message) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("a read without an answer, cancelled: %v", err)
	}
	if _, err := Listeners(ctx, wide); !errors.Is(err, context.Canceled) || !strings.HasPrefix(err.Error(), "cannot list the listeners: ") {
		t.Errorf("Listeners, cancelled: %v", err)
	}
}
