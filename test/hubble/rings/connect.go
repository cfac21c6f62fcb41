package rings

import (
	"context"
	"fmt"
	"time"

	"github.com/cilium/cilium/api/v1/observer"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// connect waits until the relay says, over its protocol, that every node answers
// it and holds its flows.
func (c *Cluster) connect(ctx context.Context) error {
	conn, err := grpc.NewClient(c.Address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return fmt.Errorf("cannot ask the relay: %w", err)
	}
	defer func() { _ = conn.Close() }()
	relay := observer.NewObserverClient(conn)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		said, err := relay.ServerStatus(ctx, &observer.ServerStatusRequest{}, grpc.WaitForReady(true))
		if err != nil {
			return fmt.Errorf("cannot ask the relay for its nodes: %w", err)
		}
		if int(said.GetNumConnectedNodes().GetValue()) == len(c.nodes) && int(said.GetNumFlows()) == c.Flows && said.GetSeenFlows() > said.GetNumFlows() {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("the relay is connected to %d of %d nodes with %d flows: %w", said.GetNumConnectedNodes().GetValue(), len(c.nodes), said.GetNumFlows(), ctx.Err())
		}
	}
}
