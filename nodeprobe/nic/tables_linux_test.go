package nic

import (
	"context"
	"fmt"
	"testing"
)

func TestAFullTokenBucketDrops(t *testing.T) {
	ownNamespace(t)
	vethPair(t)
	run(t, "tc", "qdisc", "add", "dev", "v0", "root", "handle", "7:", "tbf", "rate", "100kbit", "burst", "1600", "limit", "3000")
	run(t, "tc", "qdisc", "add", "dev", "v1", "clsact")
	const sent = 500
	send(t, sent)
	qdiscs, err := Qdiscs(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	links := linksByName(t)
	var tbf, clsact Qdisc
	for _, q := range qdiscs {
		switch q.Index {
		case links["v0"].Index:
			tbf = q
		case links["v1"].Index:
			if q.Kind == "clsact" {
				clsact = q
			}
		}
	}
	if tbf.Kind != "tbf" || tbf.Handle.String() != "7:" || tbf.Parent != Root {
		t.Errorf("tbf = %+v", tbf)
	}
	if got := tbf.Packets + tbf.QueueLength + tbf.Drops; got != sent || tbf.Drops < sent/2 || tbf.Overlimits == 0 {
		t.Errorf("%d packets in, and out or held or dropped %d: %+v", sent, got, tbf)
	}
	if tbf.Backlog != tbf.QueueLength*(payload+42) || tbf.Bytes != uint64(tbf.Packets)*(payload+42) {
		t.Errorf("bytes: %+v", tbf)
	}
	if clsact.Parent != Ingress || clsact.Handle.String() != "ffff:" {
		t.Errorf("clsact = %+v", clsact)
	}
	for handle, want := range map[Handle]string{Root: "root", Ingress: "ingress", 0: "0:", 0x10010: "1:10"} {
		if handle.String() != want {
			t.Errorf("%#x is written %s", uint32(handle), handle)
		}
	}
}

func TestNeighboursAreCountedUpToABound(t *testing.T) {
	ownNamespace(t)
	vethPair(t)
	for i := range 10 {
		state := []string{"permanent", "stale", "noarp"}[i%3]
		run(t, "ip", "neigh", "add", fmt.Sprintf("10.8.0.%d", i+1), "lladdr", "02:00:00:00:01:01", "dev", "v0", "nud", state)
	}
	run(t, "ip", "neigh", "add", "fd00::1", "lladdr", "02:00:00:00:01:02", "dev", "v0", "nud", "stale")
	got, err := CountNeighbours(context.Background(), 100)
	if err != nil {
		t.Fatal(err)
	}
	want := Neighbours{IPv4: NeighbourStates{Permanent: 4, Stale: 3, NoARP: 3}, IPv6: NeighbourStates{Stale: 1}}
	if got.IPv4 != want.IPv4 || got.IPv6.Stale != 1 || got.IPv4.Total() != 10 {
		t.Errorf("neighbours %+v, not %+v", got, want)
	}
	got, err = CountNeighbours(context.Background(), 6)
	if err != nil || got.IPv4.Total() != 6 || !got.IPv4.Truncated {
		t.Errorf("with a bound of 6: %+v, %v", got, err)
	}
}
