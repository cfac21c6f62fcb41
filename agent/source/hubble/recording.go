package hubble

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/cilium/cilium/api/v1/flow"
	"github.com/cilium/cilium/api/v1/observer"
	"github.com/cilium/cilium/api/v1/relay"
	"github.com/netwhy/netwhy/checks/hubble"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// Bounds of what is read of files of flows.
const (
	longestLine = 1 << 20
	mostLines   = 5_000_000
	mostFlows   = 100_000 // that are kept, the newest
	mostTold    = 10_000  // of nodes and losses; behind that, all is taken for lost
)

// late is how much earlier than the newest flow of all a node's newest may be:
// beyond that, what the node did in the end was not recorded, or not seen.
const late = 10 * time.Second

// Recording is what files tell of flows, in the place of a relay. It is filled
// first, and then only read.
type Recording struct {
	observer.ObserverClient // what is never asked

	flows   []*flow.Flow
	seen    map[string]bool
	told    []*observer.GetFlowsResponse // of nodes and of losses
	nodes   map[string]*span
	expects map[string]bool
	newest  time.Time
	part    bool
	fromAll time.Time // since when the flows that are kept are all
}

// span is the time of which a node's flows tell.
type span struct{ oldest, newest time.Time }

// NewRecording is of no flow yet. Whole is whether its files hold all that
// the nodes' rings held; of others, silence proves nothing.
func NewRecording(whole bool) *Recording {
	return &Recording{seen: map[string]bool{}, nodes: map[string]*span{}, expects: map[string]bool{}, part: !whole}
}

// Expect says that there is a node, whose flows ought to be in a file.
func (r *Recording) Expect(node string) { r.expects[hubble.NodeName(node)] = true }

// Partial says that the files need not hold all.
func (r *Recording) Partial() { r.part = true }

// Time is when the newest flow was seen.
func (r *Recording) Time() time.Time { return r.newest }

func (r *Recording) partial() bool { return r != nil && r.part }

// lines takes fields of newer servers, and leaves them out.
var lines = protojson.UnmarshalOptions{DiscardUnknown: true, RecursionLimit: 100}

// Read reads what "hubble observe -o jsonpb" prints, or an exporter of Hubble writes.
func (r *Recording) Read(from io.Reader) error {
	scanner := bufio.NewScanner(from)
	scanner.Buffer(make([]byte, 64<<10), longestLine)
	n := 0
	for scanner.Scan() {
		if n++; n > mostLines {
			return errors.New("it has too many lines")
		}
		line := bytes.TrimSpace(scanner.Bytes())
		if len(line) == 0 {
			continue
		}
		var response observer.GetFlowsResponse
		if err := lines.Unmarshal(line, &response); err != nil {
			return fmt.Errorf("line %d is no flow of Hubble: %w", n, err)
		}
		r.take(&response)
	}
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("line %d is longer than any flow", n+1)
	}
	return scanner.Err()
}

func (r *Recording) take(response *observer.GetFlowsResponse) {
	f := response.GetFlow()
	if len(r.told) < mostTold && (response.GetLostEvents() != nil || response.GetNodeStatus() != nil) {
		r.told = append(r.told, response)
	}
	r.part = r.part || len(r.told) == mostTold
	if f == nil || f.GetTime() == nil || f.GetUuid() != "" && r.seen[f.GetUuid()] {
		return
	}
	prune(f)
	if f.GetNodeName() == "" {
		f.NodeName = response.GetNodeName()
	}
	r.seen[f.GetUuid()] = true
	at, node := hubble.Time(f.GetTime()), hubble.NodeName(f.GetNodeName())
	s := r.nodes[node]
	if s == nil {
		s = &span{oldest: at, newest: at}
		r.nodes[node] = s
	}
	if at.Before(s.oldest) {
		s.oldest = at
	}
	if at.After(s.newest) {
		s.newest = at
	}
	if at.After(r.newest) {
		r.newest = at
	}
	if r.flows = append(r.flows, f); len(r.flows) >= 2*mostFlows {
		r.shrink(mostFlows)
	}
}

// shrink sorts the flows, and keeps the newest. A sysdump has a file for each node,
// so that this is not done for each.
func (r *Recording) shrink(most int) {
	slices.SortStableFunc(r.flows, func(a, b *flow.Flow) int { return hubble.Time(a.GetTime()).Compare(hubble.Time(b.GetTime())) })
	if gone := len(r.flows) - most; gone > 0 {
		for _, f := range r.flows[:gone] {
			delete(r.seen, f.GetUuid())
		}
		r.flows = slices.Clone(r.flows[gone:])
		r.fromAll = hubble.Time(r.flows[0].GetTime())
	}
}

// GetNodes names the nodes that there are flows of, and those that there ought to be.
func (r *Recording) GetNodes(context.Context, *observer.GetNodesRequest, ...grpc.CallOption) (*observer.GetNodesResponse, error) {
	answer := &observer.GetNodesResponse{}
	for _, name := range slices.Sorted(maps.Keys(r.all())) {
		state := relay.NodeState_NODE_CONNECTED
		if s := r.nodes[name]; s == nil || r.newest.Sub(s.newest) > late {
			state = relay.NodeState_NODE_UNAVAILABLE
		}
		answer.Nodes = append(answer.Nodes, &observer.Node{Name: name, State: state})
	}
	return answer, nil
}

func (r *Recording) all() map[string]bool {
	all := maps.Clone(r.expects)
	for name := range r.nodes {
		all[name] = true
	}
	return all
}

// GetFlows gives the flows of a time, which the source filters, and what is told
// of nodes and losses.
func (r *Recording) GetFlows(_ context.Context, q *observer.GetFlowsRequest, _ ...grpc.CallOption) (grpc.ServerStreamingClient[observer.GetFlowsResponse], error) {
	s := &replay{responses: r.told}
	if q.GetFirst() { // the oldest of each node
		for _, name := range slices.Sorted(maps.Keys(r.nodes)) {
			oldest := r.nodes[name].oldest
			if oldest.Before(r.fromAll) {
				oldest = r.fromAll
			}
			s.flows = append(s.flows, &flow.Flow{NodeName: name, Time: timestamppb.New(oldest)})
		}
		return s, nil
	}
	from := slices.IndexFunc(r.flows, func(f *flow.Flow) bool { return !hubble.Time(f.GetTime()).Before(hubble.Time(q.GetSince())) })
	if from >= 0 {
		s.flows = r.flows[from:]
	}
	return s, nil
}

// replay is a stream of what is known already.
type replay struct {
	grpc.ServerStreamingClient[observer.GetFlowsResponse] // what is never asked of it
	responses                                             []*observer.GetFlowsResponse
	flows                                                 []*flow.Flow
}

// Recv implements the stream.
func (s *replay) Recv() (*observer.GetFlowsResponse, error) {
	if len(s.responses) > 0 {
		next := s.responses[0]
		s.responses = s.responses[1:]
		return next, nil
	}
	if len(s.flows) == 0 {
		return nil, io.EOF
	}
	next := s.flows[0]
	s.flows = s.flows[1:]
	return &observer.GetFlowsResponse{NodeName: next.GetNodeName(), Time: next.GetTime(), ResponseTypes: &observer.GetFlowsResponse_Flow{Flow: next}}, nil
}
