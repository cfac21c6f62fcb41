package rings

import (
	"context"
	"errors"
	"testing"
	"time"

	source "github.com/netwhy/netwhy/agent/source/hubble"
	"github.com/netwhy/netwhy/test/hubble/traffic"
)

func cluster(t *testing.T, w traffic.World, flows int) *Cluster {
	t.Helper()
	w.Names = traffic.AKS
	c, err := Start(t.Context(), w, flows, 3*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Stop)
	return c
}

// until waits for what other goroutines bring about.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// TestWhoCancelsStopsTheNodes asks for all flows of full rings, and leaves.
func TestWhoCancelsStopsTheNodes(t *testing.T) {
	c := cluster(t, traffic.World{Nodes: 4, Namespaces: 1, Apps: 2, Replicas: 4}, 4*65535)
	s := source.New(source.Relay{Address: c.Address, Plaintext: true}, time.Hour, time.Now)
	defer func() { _ = s.Close() }()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, _, err := s.Observe(ctx, source.Args{Namespace: "ns-000"})
		ended <- err
	}()
	until(t, "flows are sent", func() bool { return c.Sent().Messages > 1000 })
	cancel()
	if err := <-ended; !errors.Is(ctx.Err(), context.Canceled) || err == nil {
		t.Errorf("who left is told %v", err)
	}
	until(t, "no node serves a stream", func() bool { return c.Open() == 0 })
	if sent := c.Sent().Messages; sent > int64(c.Flows)/2 {
		t.Errorf("%d messages were sent to one who left, of %d flows", sent, c.Flows)
	}
}

// TestRingsGoOn sees that what is new pushes out what is old.
func TestRingsGoOn(t *testing.T) {
	c := cluster(t, traffic.World{Nodes: 2, Namespaces: 1, Apps: 1, Replicas: 2}, 2*4095)
	s := source.New(source.Relay{Address: c.Address, Plaintext: true}, time.Hour, time.Now)
	defer func() { _ = s.Close() }()
	newest := func() time.Time {
		flows, view, err := s.Observe(t.Context(), source.Args{Namespace: "ns-000"})
		if err != nil || len(view.Nodes) != 2 || len(flows) == 0 {
			t.Fatalf("%d flows of %d nodes, %v", len(flows), len(view.Nodes), err)
		}
		return flows[len(flows)-1].GetTime().AsTime()
	}
	first := newest()
	until(t, "a flow is newer", func() bool { return newest().After(first) })
}

func TestCapacities(t *testing.T) {
	for _, one := range []struct{ flows, nodes, want int }{{1, 1, 1}, {5_000_000, 1222, 4095}, {5_000_000, 5000, 1023}, {256, 2, 255}, {65535, 1, 65535}} {
		if ring, err := capacity(one.flows, one.nodes); err != nil || ring.AsInt() != one.want {
			t.Errorf("%+v: %v, %v", one, ring, err)
		}
	}
	if _, err := capacity(65536, 1); err == nil {
		t.Error("more flows than a ring takes were taken")
	}
}
