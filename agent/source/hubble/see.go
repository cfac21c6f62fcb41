package hubble

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/cilium/cilium/api/v1/flow"
	"github.com/cilium/cilium/api/v1/observer"
	"github.com/netwhy/netwhy/checks/hubble"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// see asks what the relay can see now.
func (s *Source) see(ctx context.Context) (hubble.View, error) {
	return s.seen.get(ctx, s.now, false, func() (view hubble.View, err error) {
		now := s.now().UTC()
		view = hubble.View{From: now.Add(-s.window), Until: now, Cut: s.recording.partial(), Files: s.recording != nil}
		nodes, err := s.members(ctx)
		if err != nil {
			return view, err
		}
		if err := s.losses(ctx, view, &nodes); err != nil {
			return view, err
		}
		oldest, err := s.since(ctx, len(nodes.lost) > 0)
		nodes.since(oldest)
		nodes.into(&view)
		return view, err
	})
}

// members are the nodes that the relay names.
func (s *Source) members(ctx context.Context) (told, error) {
	list, err := s.named.get(ctx, s.now, false, func() ([]hubble.Node, error) {
		now := s.now().UTC()
		var answered *observer.GetNodesResponse
		err := s.try(ctx, func(ctx context.Context, client observer.ObserverClient) (err error) {
			bounded, cancel := s.bounded(ctx)
			defer cancel()
			answered, err = client.GetNodes(bounded, &observer.GetNodesRequest{})
			return err
		})
		var t told
		for _, n := range answered.GetNodes() {
			t.mark(n.GetName(), n.GetState().String(), "")
			at := t.find(n.GetName())
			at.Version, at.Flows, at.Ring, at.Seen = n.GetVersion(), n.GetNumFlows(), n.GetMaxFlows(), n.GetSeenFlows()
			if up := n.GetUptimeNs(); up > 0 && up < 1<<62 {
				at.Started = now.Add(-time.Duration(up)).Truncate(time.Second)
			}
		}
		return t.nodes, err
	})
	var t told
	for _, n := range list {
		t.add(n)
	}
	return t, err
}

// since is the oldest flow in each node's ring. Where some were lost it is asked for
// anew: what a ring still holds after it was read was not lost.
func (s *Source) since(ctx context.Context, lost bool) (map[string]time.Time, error) {
	return s.reach.get(ctx, s.now, lost, func() (map[string]time.Time, error) { return s.oldest(ctx) })
}

// oldest asks each node for the first flow of its ring: "number" counts per node.
func (s *Source) oldest(ctx context.Context) (first map[string]time.Time, err error) {
	request := &observer.GetFlowsRequest{Number: 1, First: true, FieldMask: &fieldmaskpb.FieldMask{Paths: []string{"time", "node_name"}}}
	_, _, err = s.patiently(ctx, request, func() func(*flow.Flow) {
		first = map[string]time.Time{}
		return func(f *flow.Flow) {
			name, at := hubble.NodeName(f.GetNodeName()), hubble.Time(f.GetTime())
			if known, ok := first[name]; !ok || at.Before(known) {
				first[name] = at
			}
		}
	})
	return first, err
}

// losses asks for flows of nobody: what was lost is told whatever is asked for. That
// no flow has such a verdict and such a name, a node sees without looking at its ends.
func (s *Source) losses(ctx context.Context, view hubble.View, nodes *told) error {
	request := &observer.GetFlowsRequest{
		Since: timestamppb.New(view.From), Until: timestamppb.New(view.Until.Add(ahead)),
		Whitelist: []*flow.FlowFilter{{SourcePod: []string{"-/-"}, Verdict: []flow.Verdict{flow.Verdict_VERDICT_UNKNOWN}}}, // no name begins so
	}
	t, _, err := s.patiently(ctx, request, func() func(*flow.Flow) { return func(*flow.Flow) {} })
	nodes.lost, nodes.loss = t.lost, t.loss
	return err
}

// into makes a view of what was told, the nodes by name.
func (t *told) into(v *hubble.View) {
	v.Lost = t.within(v)
	v.Nodes = slices.SortedFunc(slices.Values(t.nodes), func(a, b hubble.Node) int { return cmp.Compare(a.Name, b.Name) })
}
