package hubble

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"testing"
	"time"

	flowpb "github.com/cilium/cilium/api/v1/flow"
	"github.com/cilium/cilium/api/v1/observer"
	"github.com/cilium/cilium/pkg/crypto/certloader"
	"github.com/cilium/cilium/pkg/hubble/api/v1"
	"github.com/cilium/cilium/pkg/hubble/container"
	local "github.com/cilium/cilium/pkg/hubble/observer"
	"github.com/cilium/cilium/pkg/hubble/observer/namespace"
	"github.com/cilium/cilium/pkg/hubble/observer/observeroption"
	monitor "github.com/cilium/cilium/pkg/hubble/observer/types"
	"github.com/cilium/cilium/pkg/hubble/parser"
	"github.com/cilium/cilium/pkg/hubble/server"
	"github.com/cilium/cilium/pkg/hubble/server/serveroption"
	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// node is an agent's observer and its server.
type node struct {
	name, address string
	observer      *local.LocalObserverServer
	sent          uint64
}

// decoded takes flows that are decoded already.
type decoded struct{}

func (decoded) Decode(e *monitor.MonitorEvent) (*v1.Event, error) {
	switch payload := e.Payload.(type) {
	case *flowpb.Flow:
		return &v1.Event{Timestamp: payload.Time, Event: payload}, nil
	case *flowpb.LostEvent:
		return &v1.Event{Timestamp: timestamppb.New(e.Timestamp), Event: payload}, nil
	}
	return nil, nil
}

var quiet = slog.New(slog.DiscardHandler)

// startNode runs an observer whose ring takes so many flows.
func startNode(t testing.TB, name string, ring container.Capacity, decoder parser.Decoder, secrets certloader.ServerConfigBuilder) *node {
	t.Helper()
	o, err := local.NewLocalServer(decoder, namespace.NewManager(), quiet, observeroption.WithMaxFlows(ring), observeroption.WithMonitorBuffer(4096))
	if err != nil {
		t.Fatal(err)
	}
	n := &node{name: name, address: free(t), observer: o}
	s, err := server.NewServer(quiet, serveroption.WithTCPListener(n.address), serveroption.WithHealthService(),
		serveroption.WithObserverService(o), serveroption.WithServerTLS(secrets))
	if err != nil {
		t.Fatal(err)
	}
	served, observed := make(chan struct{}), make(chan struct{})
	go func() { defer close(served); _ = s.Serve() }()
	go func() { defer close(observed); o.Start() }()
	t.Cleanup(func() {
		s.Stop()
		<-served
		close(o.GetEventsChannel())
		<-observed
	})
	return n
}

// free is an address on loopback that nobody listens on.
func free(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// captures gives the observer what the datapath and the proxies tell, as they do.
func (n *node) captures(t testing.TB, events ...any) {
	t.Helper()
	for _, e := range events {
		n.sent++
		n.observer.GetEventsChannel() <- &monitor.MonitorEvent{UUID: uuid.New(), Timestamp: time.Now(), NodeName: n.name, Payload: e}
	}
}

// see gives the observer events, the oldest first, and one more: a ring holds its
// newest back.
func (n *node) see(t testing.TB, events ...proto.Message) {
	t.Helper()
	last := &flowpb.Flow{Uuid: n.name + "-last", Verdict: flowpb.Verdict_FORWARDED, Time: timestamppb.Now(), NodeName: n.name}
	for _, e := range append(events, proto.Message(last)) {
		if f, ok := e.(*flowpb.Flow); ok {
			f.NodeName = n.name
			n.sent++
		}
		n.observer.GetEventsChannel() <- &monitor.MonitorEvent{Timestamp: time.Now(), NodeName: n.name, Payload: e}
	}
	until(t, n.name+" saw all", func() bool {
		status, err := n.observer.ServerStatus(t.Context(), &observer.ServerStatusRequest{})
		return err == nil && status.GetSeenFlows() >= n.sent
	})
}

// until waits for what other goroutines bring about.
func until(t testing.TB, what string, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

var modern = &tls.Config{MinVersion: tls.VersionTLS13}
