package hubble

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/cilium/cilium/api/v1/flow"
	"github.com/cilium/cilium/api/v1/observer"
	"github.com/netwhy/netwhy/checks/hubble"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// known is how long what the relay said of its nodes is believed. A flow that
// is the oldest of a ring leaves it soon where there is traffic, so not long.
const known = 3 * time.Second

// see asks what the relay can see now.
func (s *Source) see(ctx context.Context) (hubble.View, error) {
	s.seeing.Lock()
	defer s.seeing.Unlock() // who asks at the same time takes the same answer
	now := s.now().UTC()
	view := hubble.View{From: now.Add(-s.window), Until: now, Cut: s.recording.partial(), Files: s.recording != nil}
	s.mu.Lock()
	if s.nodes != nil && now.Sub(s.seenAt) < known {
		view.Nodes, view.Lost = slices.Clone(s.nodes), slices.Clone(s.lost)
	}
	s.mu.Unlock()
	if view.Nodes != nil {
		return view, nil
	}
	var answered *observer.GetNodesResponse
	err := s.try(ctx, func(ctx context.Context, client observer.ObserverClient) (err error) {
		bounded, cancel := context.WithTimeout(ctx, s.patience)
		defer cancel()
		answered, err = client.GetNodes(bounded, &observer.GetNodesRequest{})
		return err
	})
	if err != nil {
		return view, err
	}
	for _, n := range answered.GetNodes() {
		view.Mark(n.GetName(), n.GetState().String(), "")
		if at := nodeNamed(view.Nodes, hubble.NodeName(n.GetName())); at != nil {
			at.Version, at.Flows, at.Ring, at.Seen = n.GetVersion(), n.GetNumFlows(), n.GetMaxFlows(), n.GetSeenFlows()
			if up := n.GetUptimeNs(); up > 0 && up < 1<<62 {
				at.Started = now.Add(-time.Duration(up)).Truncate(time.Second)
			}
		}
	}
	if err := errors.Join(s.oldest(ctx, &view), s.losses(ctx, &view)); err != nil {
		return view, err
	}
	slices.SortFunc(view.Nodes, func(a, b hubble.Node) int { return cmp.Compare(a.Name, b.Name) })
	s.mu.Lock()
	s.nodes, s.lost, s.seenAt = slices.Clone(view.Nodes), slices.Clone(view.Lost), now
	s.mu.Unlock()
	return view, nil
}

// oldest asks each node for the first flow of its ring: "number" counts per node.
func (s *Source) oldest(ctx context.Context, view *hubble.View) error {
	request := &observer.GetFlowsRequest{Number: 1, First: true, FieldMask: &fieldmaskpb.FieldMask{Paths: []string{"time", "node_name"}}}
	a, err := s.patiently(ctx, request, func(*flow.Flow) bool { return true }, mostOthers)
	for _, f := range a.events {
		if n := nodeNamed(view.Nodes, hubble.NodeName(f.GetNodeName())); n != nil && (n.Oldest.IsZero() || hubble.Time(f.GetTime()).Before(n.Oldest)) {
			n.Oldest = hubble.Time(f.GetTime())
		}
	}
	return err
}

// losses asks for flows of nobody: what was lost is told whatever is asked for.
func (s *Source) losses(ctx context.Context, view *hubble.View) error {
	request := &observer.GetFlowsRequest{
		Since: timestamppb.New(view.From), Until: timestamppb.New(view.Until.Add(ahead)),
		Whitelist: []*flow.FlowFilter{{SourcePod: []string{"-/-"}}}, // no name begins so
	}
	a, err := s.patiently(ctx, request, func(*flow.Flow) bool { return false }, 1)
	view.Lost = a.view.Lost
	return err
}

func nodeNamed(list []hubble.Node, name string) *hubble.Node {
	for i := range list {
		if list[i].Name == name {
			return &list[i]
		}
	}
	return nil
}
