package rings

import (
	"context"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cilium/cilium/api/v1/observer"
	"github.com/cilium/cilium/pkg/hubble/container"
	relay "github.com/cilium/cilium/pkg/hubble/relay/observer"
	"github.com/cilium/cilium/pkg/hubble/relay/pool"
	"github.com/netwhy/netwhy/test/hubble/traffic"
	"google.golang.org/grpc"
)

// Cluster is the observers and their relay.
type Cluster struct {
	Address string // of the relay
	Flows   int    // that clients can read

	nodes  []*node
	every  time.Duration // from a node's flow to the next
	peers  *directory
	pool   *pool.PeerManager
	server *grpc.Server
	served chan struct{}
	meter  meter
	open   atomic.Int64
	end    context.CancelFunc
	fed    sync.WaitGroup
}

// Start runs a world's nodes, whose rings hold at least so many flows together and
// reach back by a span. Its error leaves nothing running.
func Start(ctx context.Context, w traffic.World, flows int, span time.Duration) (c *Cluster, err error) {
	ring, err := capacity(flows, w.Nodes)
	if err != nil {
		return nil, err
	}
	c = &Cluster{Flows: w.Nodes * ring.AsInt(), every: span / time.Duration(ring.AsInt()+1), peers: &directory{}}
	defer func() {
		if err != nil {
			c.Stop()
		}
	}()
	began, ends := time.Now(), w.Ends()
	for number := range w.Nodes {
		n, err := start(ends.Node(number), ring, watch(&c.open))
		if err != nil {
			return c, err
		}
		c.nodes = append(c.nodes, n)
		// One more than the ring takes, since it holds its newest back; nodes do not see theirs at one moment.
		n.next = began.Add(-span + c.every*time.Duration(number)/time.Duration(w.Nodes))
	}
	c.peers.nodes = c.nodes
	c.feed(ctx)
	if err := c.serve(); err != nil {
		return c, err
	}
	return c, c.connect(ctx)
}

// capacity is the smallest of a ring with which all rings hold so many flows.
func capacity(flows, nodes int) (container.Capacity, error) {
	if flows < 1 || nodes < 1 {
		return nil, fmt.Errorf("cannot fill the rings of %d nodes with %d flows: want one or more of both", nodes, flows)
	}
	n := 1
	for n*nodes < flows {
		n = 2*n + 1
	}
	ring, err := container.NewCapacity(n)
	if err != nil {
		return nil, fmt.Errorf("cannot hold %d flows in the rings of %d nodes, want more nodes: %w", flows, nodes, err)
	}
	return ring, nil
}

// feed fills the rings, and then gives each node its flows when they are due.
func (c *Cluster) feed(ctx context.Context) {
	ctx, c.end = context.WithCancel(ctx)
	see := func() {
		for _, n := range c.nodes {
			n.see(time.Now(), c.every)
		}
	}
	see()
	c.fed.Go(func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				see()
			case <-ctx.Done():
				return
			}
		}
	})
}

// serve runs the relay.
func (c *Cluster) serve() error {
	target, err := c.peers.serve()
	if err != nil {
		return err
	}
	if c.pool, err = connections(target); err != nil {
		return err
	}
	o, err := relay.NewServer(c.pool, relay.WithLogger(quiet))
	if err != nil {
		return fmt.Errorf("cannot make the relay: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("cannot listen for the relay's clients: %w", err)
	}
	c.Address, c.server, c.served = listener.Addr().String(), grpc.NewServer(grpc.StatsHandler(&c.meter)), make(chan struct{})
	observer.RegisterObserverServer(c.server, o)
	go func() {
		defer close(c.served)
		_ = c.server.Serve(listener)
	}()
	return nil
}

// Sent is what the relay told until now.
func (c *Cluster) Sent() Sent {
	return Sent{Streams: c.meter.streams.Load(), Messages: c.meter.messages.Load(), Bytes: c.meter.bytes.Load()}
}

// Open counts the streams that nodes serve now, for all clients.
func (c *Cluster) Open() int { return int(c.open.Load()) }

// Stop ends relay and nodes.
func (c *Cluster) Stop() {
	if c.server != nil {
		c.server.Stop()
		<-c.served
	}
	if c.pool != nil {
		c.pool.Stop()
	}
	c.peers.stop()
	if c.end != nil {
		c.end()
	}
	c.fed.Wait()
	for _, n := range c.nodes {
		n.stop()
	}
}
