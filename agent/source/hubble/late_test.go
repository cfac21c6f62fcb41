package hubble

import (
	"context"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/cilium/cilium/api/v1/flow"
	"github.com/cilium/cilium/api/v1/observer"
	"github.com/cilium/cilium/api/v1/relay"
	"google.golang.org/grpc"
)

// slow is a relay whose answer does not end unless it is asked for drops alone.
type slow struct {
	observer.ObserverClient
	others, drops []*flow.Flow
	asked         []*observer.GetFlowsRequest
}

func (s *slow) GetFlows(ctx context.Context, r *observer.GetFlowsRequest, _ ...grpc.CallOption) (observer.Observer_GetFlowsClient, error) {
	s.asked = append(s.asked, r)
	state := &relay.NodeStatusEvent{StateChange: relay.NodeState_NODE_CONNECTED, NodeNames: []string{"node-a"}}
	e := &endless{ctx: ctx, answers: []*observer.GetFlowsResponse{{ResponseTypes: &observer.GetFlowsResponse_NodeStatus{NodeStatus: state}}}}
	drops := slices.Contains(r.GetWhitelist()[0].GetVerdict(), flow.Verdict_DROPPED)
	list := s.others
	if drops {
		list = s.drops
	}
	for _, f := range list {
		e.answers = append(e.answers, &observer.GetFlowsResponse{ResponseTypes: &observer.GetFlowsResponse_Flow{Flow: f}})
	}
	if drops {
		return ended{e}, nil
	}
	return e, nil
}

// ended is an answer that ends.
type ended struct{ *endless }

func (e ended) Recv() (*observer.GetFlowsResponse, error) {
	if len(e.answers) == 0 {
		return nil, io.EOF
	}
	return e.endless.Recv()
}

// TestDropsAreToldAlsoInTheMidstOfMuch asks for them alone where all that flows is
// too much to be read in time, and does not ask such a relay for anything more.
func TestDropsAreToldAlsoInTheMidstOfMuch(t *testing.T) {
	dropped := func(n int) *flow.Flow {
		return packet(n, now.Add(-time.Second), func(f *flow.Flow) { f.Verdict = flow.Verdict_DROPPED })
	}
	client := &slow{others: []*flow.Flow{packet(1, now.Add(-time.Second), nil), dropped(2)}, drops: []*flow.Flow{dropped(2), dropped(3)}}
	source := New(Relay{Address: "relay", Plaintext: true}, time.Minute, func() time.Time { return now })
	source.patience, source.client = time.Millisecond, client
	events, view, err := source.Observe(t.Context(), web)
	if err != nil || len(events) != 3 || !view.Cut || len(view.Nodes) != 1 || view.Blind() == "" {
		t.Errorf("sees %v, %+v, %v", events, view, err)
	}
	if len(client.asked) != 2 {
		t.Errorf("the relay was asked %d times", len(client.asked))
	}
}
