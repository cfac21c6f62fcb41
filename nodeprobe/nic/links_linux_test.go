package nic

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

func linksByName(t testing.TB) map[string]Link {
	t.Helper()
	links, err := Links(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]Link{}
	for _, l := range links {
		byName[l.Name] = l
	}
	return byName
}

func TestLinksOfAVethUnderABridge(t *testing.T) {
	ownNamespace(t)
	vethPair(t)
	run(t, "ip", "link", "add", "br0", "type", "bridge")
	run(t, "ip", "link", "set", "v1", "master", "br0")
	run(t, "ip", "link", "set", "v0", "address", "02:00:00:00:00:0a")
	links := linksByName(t)
	v0, v1, br0, lo := links["v0"], links["v1"], links["br0"], links["lo"]
	if v0.Kind != "veth" || v0.Type != 1 || v0.MTU != 1400 || v0.MAC != "02:00:00:00:00:0a" || v0.Master != 0 {
		t.Errorf("v0 = %+v", v0)
	}
	if !v0.Up || !v0.Carrier || v0.State.String() != "up" || v0.Qdisc != "noqueue" || v0.RXQueues == 0 || v0.TXQueues == 0 {
		t.Errorf("v0 = %+v", v0)
	}
	if v0.Lower != v1.Index || v1.Lower != v0.Index || v0.LowerElsewhere {
		t.Errorf("v0 and v1 are not opposite: %+v, %+v", v0, v1)
	}
	if v1.Master != br0.Index || br0.Index == 0 || br0.Kind != "bridge" || br0.Up {
		t.Errorf("v1 = %+v, br0 = %+v", v1, br0)
	}
	if lo.Type != 772 || lo.MTU != 65536 || lo.Kind != "" || lo.Flags&unix.IFF_LOOPBACK == 0 || lo.Lower != 0 {
		t.Errorf("lo = %+v", lo)
	}
}

func TestLinkStatsCountWhatWasSent(t *testing.T) {
	ownNamespace(t)
	vethPair(t)
	send(t, 100)
	links := linksByName(t)
	if v0 := links["v0"].Stats; v0.TXPackets != 100 || v0.TXBytes != 100*(14+20+8+payload) || v0.TXDropped != 0 {
		t.Errorf("v0 = %+v", v0)
	}
	if v1 := links["v1"].Stats; v1.RXPackets != 100 {
		t.Errorf("v1 = %+v", v1)
	}
	run(t, "ip", "link", "set", "v1", "mtu", "100")
	send(t, 30)
	if v0 := linksByName(t)["v0"].Stats; v0.TXDropped != 30 {
		t.Errorf("v0, with 30 packets too large for v1: %+v", v0)
	}
}

// payload is the number of bytes in each datagram that send sends.
const payload = 200

// send sends datagrams to a neighbour behind v0, which v1 receives for nobody.
func send(t testing.TB, count int) {
	t.Helper()
	run(t, "ip", "addr", "replace", "10.7.0.1/24", "dev", "v0")
	run(t, "ip", "neigh", "replace", "10.7.0.2", "lladdr", "02:00:00:00:00:0b", "dev", "v0")
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Close(fd) }()
	to := &unix.SockaddrInet4{Port: 9, Addr: [4]byte{10, 7, 0, 2}}
	for range count {
		if err := unix.Sendto(fd, make([]byte, payload), 0, to); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAReadThatGetsNoAnswerEnds(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	conn, stop, err := deadline.Dial(ctx, unix.NETLINK_ROUTE)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	start := time.Now()
	err = receive(ctx, conn, func([]byte) error { return nil }) // nothing was asked
	if !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a read without an answer: %v", err)
	}
	if took := time.Since(start); took > deadline.Longest {
		t.Errorf("it took %v", took)
	}

	ctx, cancel = context.WithCancel(context.Background())
	conn, stop, err = deadline.Dial(ctx, unix.NETLINK_ROUTE)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	cancel()
	if err := receive(ctx, conn, func([]byte) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("a read without an answer, cancelled: %v", err)
	}
	if _, err := Links(ctx); !errors.Is(err, context.Canceled) || !strings.HasPrefix(err.Error(), "cannot list the links: ") {
		t.Errorf("Links, cancelled: %v", err)
	}
}
