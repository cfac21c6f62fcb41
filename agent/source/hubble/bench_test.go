package hubble

import (
	"fmt"
	"testing"
	"time"

	"github.com/cilium/cilium/api/v1/flow"
	"github.com/cilium/cilium/api/v1/observer"
	"github.com/cilium/cilium/api/v1/relay"
)

// BenchmarkFlows asks a relay of five thousand nodes, of whose rings each tells of a
// loss, for the ten thousand flows of a namespace. The relay, which sends what it has
// made before, is of the same process; the real one is that of test/hubble/flood.
func BenchmarkFlows(b *testing.B) {
	const nodes, flows = 5000, 10000
	state := &relay.NodeStatusEvent{StateChange: relay.NodeState_NODE_CONNECTED}
	named := func(i int) string { return fmt.Sprintf("default/aks-pool1-%05d", i%nodes) }
	var oldest, list []*observer.GetFlowsResponse
	for i := range nodes {
		state.NodeNames = append(state.NodeNames, named(i))
		first := &flow.Flow{NodeName: named(i), Time: packet(i, now.Add(-time.Hour), nil).GetTime()}
		oldest = append(oldest, &observer.GetFlowsResponse{NodeName: named(i), ResponseTypes: &observer.GetFlowsResponse_Flow{Flow: first}})
		lost := &flow.LostEvent{Source: flow.LostEventSource_HUBBLE_RING_BUFFER, NumEventsLost: 1}
		list = append(list, &observer.GetFlowsResponse{NodeName: named(i), ResponseTypes: &observer.GetFlowsResponse_LostEvents{LostEvents: lost}})
	}
	for i := range flows {
		f := packet(i, now.Add(-time.Second), func(f *flow.Flow) {
			f.NodeName, f.Source.PodName = named(i), fmt.Sprintf("web-%d", i%40)
			if i%100 == 0 {
				f.Verdict = flow.Verdict_DROPPED
			}
		})
		list = append(list, &observer.GetFlowsResponse{NodeName: named(i), ResponseTypes: &observer.GetFlowsResponse_Flow{Flow: f}})
	}
	list = append([]*observer.GetFlowsResponse{{ResponseTypes: &observer.GetFlowsResponse_NodeStatus{NodeStatus: state}}}, list...)
	s := &server{answer: func(r *observer.GetFlowsRequest, stream observer.Observer_GetFlowsServer) error {
		answer := list
		if r.GetFirst() {
			answer = oldest
		}
		for _, one := range answer {
			if err := stream.Send(one); err != nil {
				return err
			}
		}
		return nil
	}}
	source := start(b, s)
	b.ReportAllocs()
	for b.Loop() {
		events, view, err := source.Observe(b.Context(), web)
		if err != nil || len(events) != flows || len(view.Nodes) != nodes || view.Blind() != "" {
			b.Fatalf("%d flows of %d nodes, which prove nothing since %q; %v", len(events), len(view.Nodes), view.Blind(), err)
		}
	}
}
