package rings

import (
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/cilium/cilium/pkg/hubble/api/v1"
	"github.com/cilium/cilium/pkg/hubble/container"
	"github.com/cilium/cilium/pkg/hubble/observer"
	"github.com/cilium/cilium/pkg/hubble/observer/namespace"
	"github.com/cilium/cilium/pkg/hubble/observer/observeroption"
	monitor "github.com/cilium/cilium/pkg/hubble/observer/types"
	"github.com/cilium/cilium/pkg/hubble/server"
	"github.com/cilium/cilium/pkg/hubble/server/serveroption"
	"github.com/netwhy/netwhy/test/hubble/traffic"
	"google.golang.org/grpc"
)

var quiet = slog.New(slog.DiscardHandler)

// decoded takes events that are decoded already.
type decoded struct{}

func (decoded) Decode(e *monitor.MonitorEvent) (*v1.Event, error) { return e.Payload.(*v1.Event), nil }

// node is an agent's observer, its server and what it sees.
type node struct {
	traffic  *traffic.Node
	observer *observer.LocalObserverServer
	server   *server.Server
	address  string
	next     time.Time // of its flow that comes
	ended    chan struct{}
}

// start runs an observer at a free port.
func start(t *traffic.Node, ring container.Capacity, watch grpc.StreamServerInterceptor) (*node, error) {
	o, err := observer.NewLocalServer(decoded{}, namespace.NewManager(), quiet, observeroption.WithMaxFlows(ring), observeroption.WithMonitorBuffer(256))
	if err != nil {
		return nil, fmt.Errorf("cannot make an observer: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("cannot listen for the relay (each node takes three files: see ulimit -n): %w", err)
	}
	s, err := server.NewServer(quiet, at(listener), serveroption.WithInsecure(), serveroption.WithHealthService(),
		serveroption.WithObserverService(o), serveroption.WithGRPCStreamInterceptor(watch))
	if err != nil {
		_ = listener.Close()
		return nil, fmt.Errorf("cannot make a node's server: %w", err)
	}
	n := &node{traffic: t, observer: o, server: s, address: listener.Addr().String(), ended: make(chan struct{})}
	go func() {
		defer close(n.ended)
		_ = s.Serve()
	}()
	go o.Start()
	return n, nil
}

func at(l net.Listener) serveroption.Option {
	return func(o *serveroption.Options) error {
		o.Listener = l
		return nil
	}
}

// see gives the observer the flows that are due, one every so often.
func (n *node) see(until time.Time, every time.Duration) {
	for ; !n.next.After(until); n.next = n.next.Add(every) {
		n.observer.GetEventsChannel() <- &monitor.MonitorEvent{Timestamp: n.next, NodeName: n.traffic.Name, Payload: n.traffic.Event(n.next)}
	}
}

// stop ends the server, and then the observer.
func (n *node) stop() {
	n.server.Stop()
	<-n.ended
	close(n.observer.GetEventsChannel())
	<-n.observer.GetStopped()
}
