package hubble

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cilium/cilium/api/v1/flow"
	"github.com/cilium/cilium/api/v1/observer"
	"github.com/cilium/cilium/api/v1/relay"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"
)

var now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// server is a relay that answers as a test wants; those of Cilium itself are
// tried in test/hubble.
type server struct {
	observer.UnimplementedObserverServer
	flows  []*flow.Flow
	answer func(*observer.GetFlowsRequest, observer.Observer_GetFlowsServer) error // nil: all flows, whatever is asked
	mu     sync.Mutex
	asked  []*observer.GetFlowsRequest
}

func (s *server) GetFlows(r *observer.GetFlowsRequest, stream observer.Observer_GetFlowsServer) error {
	s.mu.Lock()
	s.asked = append(s.asked, r)
	s.mu.Unlock()
	switch {
	case s.answer != nil:
		return s.answer(r, stream)
	case r.GetFirst():
		return (&server{flows: s.flows[:1]}).all(stream)
	}
	return s.all(stream)
}

func (s *server) all(stream observer.Observer_GetFlowsServer) error {
	state := &relay.NodeStatusEvent{StateChange: relay.NodeState_NODE_CONNECTED, NodeNames: []string{"default/node-a"}}
	if err := stream.Send(&observer.GetFlowsResponse{ResponseTypes: &observer.GetFlowsResponse_NodeStatus{NodeStatus: state}}); err != nil {
		return err
	}
	for _, f := range s.flows {
		if err := stream.Send(&observer.GetFlowsResponse{ResponseTypes: &observer.GetFlowsResponse_Flow{Flow: f}, NodeName: f.GetNodeName(), Time: f.GetTime()}); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) GetNodes(context.Context, *observer.GetNodesRequest) (*observer.GetNodesResponse, error) {
	return &observer.GetNodesResponse{Nodes: []*observer.Node{{Name: "node-a", State: relay.NodeState_NODE_CONNECTED, NumFlows: 10, SeenFlows: 11, MaxFlows: 4095, UptimeNs: uint64(time.Hour)}}}, nil
}

// start serves it until the test ends, and asks it without encryption.
func start(t testing.TB, s observer.ObserverServer) *Source {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := grpc.NewServer()
	observer.RegisterObserverServer(g, s)
	served := make(chan error, 1)
	go func() { served <- g.Serve(listener) }()
	source := New(Relay{Address: listener.Addr().String(), Plaintext: true}, time.Minute, func() time.Time { return now })
	source.patience = time.Minute // a busy machine is no slow relay
	t.Cleanup(func() {
		_ = source.Close()
		g.Stop()
		if err := <-served; err != nil && !errors.Is(err, grpc.ErrServerStopped) {
			t.Error(err)
		}
	})
	return source
}

func packet(n int, at time.Time, change func(*flow.Flow)) *flow.Flow {
	f := &flow.Flow{
		Uuid: fmt.Sprint(n), Time: timestamppb.New(at), Verdict: flow.Verdict_FORWARDED, NodeName: "default/node-a", EventType: &flow.CiliumEventType{Type: 4},
		IP:     &flow.IP{Source: "10.0.0.1", Destination: "10.0.1.1"},
		L4:     &flow.Layer4{Protocol: &flow.Layer4_TCP{TCP: &flow.TCP{SourcePort: 40000, DestinationPort: 8080, Flags: &flow.TCPFlags{SYN: true}}}},
		Source: &flow.Endpoint{Namespace: "shop", PodName: "web-1", Labels: []string{"k8s:app=web"}}, Destination: &flow.Endpoint{Namespace: "payments", PodName: "api-1"},
	}
	if change != nil {
		change(f)
	}
	return f
}

// gated asks through the gate, as one who may see all.
func gated(ctx context.Context, t *testing.T, s *Source, a Args) (tool.Reading, error) {
	t.Helper()
	tools, err := s.Tools()
	if err != nil {
		t.Fatal(err)
	}
	r, err := tool.NewRegistry(nil, tools...)
	if err != nil {
		t.Fatal(err)
	}
	return r.Call(ctx, tool.Caller{Rights: tool.Own}, evidence.ToolHubble, a)
}

func observe(t *testing.T, s *Source, a Args) ([]hubble.Flow, hubble.View) {
	t.Helper()
	reading, err := gated(t.Context(), t, s, a)
	if err != nil {
		t.Fatal(err)
	}
	var items []hubble.Item
	for _, raw := range reading.Items {
		var item hubble.Item
		if err := json.Unmarshal(raw, &item); err != nil {
			t.Fatal(err)
		}
		items = append(items, item)
	}
	rows, view := hubble.Apart(items)
	var list []hubble.Flow
	for _, r := range rows {
		list = append(list, *r)
	}
	return list, *view
}

var web = Args{Namespace: "shop", Name: "web"}

// TestAServerThatIgnoresFilters gives more than was asked for, twice and in no order.
func TestAServerThatIgnoresFilters(t *testing.T) {
	at := now.Add(-10 * time.Second)
	s := &server{flows: []*flow.Flow{
		packet(3, at.Add(time.Second), nil), packet(1, at, nil), packet(1, at, nil),
		packet(4, now.Add(-2*time.Minute), nil), packet(5, now.Add(time.Minute), nil), packet(6, now.Add(2*time.Second), nil),
		packet(7, at, func(f *flow.Flow) { f.Source.PodName = "cart-1" }),
		packet(8, at, func(f *flow.Flow) { f.Verdict = flow.Verdict_DROPPED }),
	}}
	source := start(t, s)
	flows, view := observe(t, source, web)
	if len(flows) != 2 || flows[0].Verdict != hubble.Dropped || flows[0].Count != 1 || flows[1].Count != 3 || view.Read != 4 {
		t.Errorf("got %+v of %d", flows, view.Read)
	}
	if why := view.Blind(); why != "" {
		t.Errorf("all was seen, but %s", why)
	}
	for _, r := range s.asked {
		if r.GetSince() != nil && (r.GetUntil() == nil || r.GetNumber() != 0) || r.GetFollow() {
			t.Errorf("asked in a way that servers take for another: %v", r)
		}
	}
	events, _, err := source.Observe(t.Context(), web)
	if err != nil || len(events) != 4 || events[0].GetUuid() != "1" || events[3].GetUuid() != "6" {
		t.Errorf("not by time: %v, %v", events, err)
	}
}

// TestAServerOfAnotherVersion refuses a mask with a field that it does not know.
func TestAServerOfAnotherVersion(t *testing.T) {
	for name, refuse := range map[string]func(observer.Observer_GetFlowsServer) error{
		"through a relay": func(stream observer.Observer_GetFlowsServer) error {
			state := &relay.NodeStatusEvent{StateChange: relay.NodeState_NODE_ERROR, NodeNames: []string{"node-a"}, Message: "invalid fieldmask"}
			return stream.Send(&observer.GetFlowsResponse{ResponseTypes: &observer.GetFlowsResponse_NodeStatus{NodeStatus: state}})
		},
		"a node itself": func(observer.Observer_GetFlowsServer) error { return errors.New("invalid fieldmask") },
	} {
		s := &server{flows: []*flow.Flow{packet(1, now.Add(-time.Second), nil)}}
		s.answer = func(r *observer.GetFlowsRequest, stream observer.Observer_GetFlowsServer) error {
			for _, path := range r.GetFieldMask().GetPaths() {
				if path == "aggregate" {
					return refuse(stream)
				}
			}
			return s.all(stream)
		}
		source := start(t, s)
		for range 2 {
			if flows, view := observe(t, source, web); len(flows) != 1 || view.Blind() != "" {
				t.Errorf("%s: %+v, %q", name, flows, view.Blind())
			}
		}
		refused := 0
		for _, r := range s.asked {
			if len(r.GetFieldMask().GetPaths()) > 2 {
				refused++
			}
		}
		if refused != 1 {
			t.Errorf("%s: was asked %d times with a mask that it refuses", name, refused)
		}
	}
}

func TestAnAnswerIsBounded(t *testing.T) {
	s := &server{}
	for i := range mostDrops + 100 {
		s.flows = append(s.flows, packet(i, now.Add(time.Duration(i-mostDrops-200)*time.Millisecond), func(f *flow.Flow) {
			f.Verdict, f.Destination.PodName = flow.Verdict_DROPPED, fmt.Sprintf("api-%d", i)
		}))
	}
	flows, view := observe(t, start(t, s), web)
	if len(flows) != hubble.Most || !view.Cut || view.Read != mostDrops || view.Left == 0 || !strings.Contains(view.Blind(), "more flows") {
		t.Errorf("%d flows, and the view is %+v", len(flows), view)
	}
	if newest := fmt.Sprintf("api-%d", mostDrops+99); flows[0].Server.Pod != newest {
		t.Errorf("the newest is not kept, but %s", flows[0].Server.Pod)
	}
}

// endless is a client whose answers come at once, and then no more.
type endless struct {
	observer.ObserverClient
	observer.Observer_GetFlowsClient
	ctx     context.Context
	answers []*observer.GetFlowsResponse
}

func (e *endless) GetFlows(ctx context.Context, _ *observer.GetFlowsRequest, _ ...grpc.CallOption) (observer.Observer_GetFlowsClient, error) {
	e.ctx = ctx
	return e, nil
}

func (e *endless) Recv() (*observer.GetFlowsResponse, error) {
	if len(e.answers) == 0 {
		<-e.ctx.Done()
		return nil, status.FromContextError(e.ctx.Err()).Err()
	}
	next := e.answers[0]
	e.answers = e.answers[1:]
	return next, nil
}

func TestAnAnswerThatDoesNotEnd(t *testing.T) {
	source := New(Relay{}, time.Minute, func() time.Time { return now })
	source.patience = time.Millisecond
	state := &relay.NodeStatusEvent{StateChange: relay.NodeState_NODE_CONNECTED, NodeNames: []string{"node-a"}}
	client := &endless{answers: []*observer.GetFlowsResponse{
		{ResponseTypes: &observer.GetFlowsResponse_NodeStatus{NodeStatus: state}},
		{ResponseTypes: &observer.GetFlowsResponse_Flow{Flow: packet(1, now, nil)}},
	}}
	came := 0
	all := func(*flow.Flow) { came++ }
	if told, late, err := source.stream(t.Context(), client, nil, all); err != nil || came != 1 || !late || len(told.nodes) != 1 {
		t.Errorf("what came in time is told, and that it was cut: %d flows of %+v, %t, %v", came, told, late, err)
	}
	if _, _, err := source.stream(t.Context(), &endless{}, nil, all); status.Code(err) != codes.DeadlineExceeded {
		t.Errorf("nothing came, and it is %v", err)
	}
}

func TestWhatARelayMayAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want evidence.Reason
	}{
		"refused":       {status.Error(codes.PermissionDenied, "no"), evidence.Forbidden},
		"unknown":       {status.Error(codes.Unimplemented, "what"), evidence.Unsupported},
		"a bad request": {status.Error(codes.InvalidArgument, "what"), evidence.Unsupported},
		"broken":        {errors.New("oh\x1b[31m no"), evidence.Malformed},
		"not available": {status.Error(codes.Unavailable, "later"), evidence.Unreachable},
	} {
		s := &server{answer: func(*observer.GetFlowsRequest, observer.Observer_GetFlowsServer) error { return c.err }}
		_, err := gated(t.Context(), t, start(t, s), web)
		var f *tool.Failure
		if !errors.As(err, &f) || f.Reason != c.want || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// TestASilentRelayIsLeftAlone asks a relay that does not answer only once for
// all readings of a question.
func TestASilentRelayIsLeftAlone(t *testing.T) {
	s := &server{answer: func(*observer.GetFlowsRequest, observer.Observer_GetFlowsServer) error {
		return status.Error(codes.Unavailable, "later")
	}}
	source := start(t, s)
	for range 10 {
		if _, err := gated(t.Context(), t, source, web); err == nil {
			t.Error("a relay that is not there answered")
		}
	}
	if most := 2 * (len(again) + 1); len(s.asked) > most {
		t.Errorf("it was asked %d times, more than %d", len(s.asked), most)
	}
}

func TestWhatTheRelayCanSee(t *testing.T) {
	s := &server{flows: []*flow.Flow{packet(1, now.Add(-time.Second), nil)}}
	reading, err := gated(t.Context(), t, start(t, s), Args{})
	if err != nil || len(reading.Items) != 1 {
		t.Fatalf("%v, %v", reading, err)
	}
	if err := evidence.HubbleView.Valid(fmt.Appendf(nil, "[%s]", reading.Items[0]), true); err != nil {
		t.Error(err)
	}
	if _, err := gated(t.Context(), t, start(t, s), Args{Name: "web"}); err == nil {
		t.Error("a name without a namespace was taken")
	}
}

// FuzzFlow holds flows that no server would send.
func FuzzFlow(f *testing.F) {
	f.Add([]byte(`{"flow":{"time":"2026-01-02T03:04:05Z","l7":{"http":{"url":"http://x/secret"}}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		flows, _, err := hubble.Lines(text)
		if err != nil {
			return
		}
		for _, one := range flows {
			web.wants(one)
			prune(one)
			if one.GetL7().GetHttp().GetUrl() != "" {
				t.Error("a URL is kept")
			}
		}
	})
}

// TestManyAskAtOnce asks for many workloads at the same time: the nodes are
// asked for once.
func TestManyAskAtOnce(t *testing.T) {
	s := &server{flows: []*flow.Flow{packet(1, now.Add(-time.Second), nil)}}
	source := start(t, s)
	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			reading, err := gated(t.Context(), t, source, web)
			if err != nil || len(reading.Items) != 2 {
				t.Errorf("%d items, %v", len(reading.Items), err)
			}
		})
	}
	all.Wait()
	oldest := 0
	for _, r := range s.asked {
		if r.GetFirst() {
			oldest++
		}
	}
	if oldest != 1 {
		t.Errorf("the nodes were asked for their oldest flow %d times", oldest)
	}
}

func TestWatchTellsOfWhatIsStillToCome(t *testing.T) {
	s := &server{flows: []*flow.Flow{packet(1, now.Add(-2*time.Second), nil), packet(2, now.Add(-time.Second/2), nil)}}
	flows, view := observe(t, start(t, s), Args{Namespace: "shop", Peer: "namespace/payments", Watch: 1})
	if len(flows) != 1 || flows[0].Count != 1 || !view.From.Equal(now.Add(-time.Second)) {
		t.Errorf("sees %v since %v, want the one packet of the second that was watched", flows, view.From)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := gated(ended, t, start(t, s), Args{Namespace: "shop", Watch: 10}); !errors.Is(err, context.Canceled) {
		t.Errorf("says %v, want that it was cancelled", err)
	}
	for _, seconds := range []int{-1, 11} {
		if _, err := gated(t.Context(), t, start(t, s), Args{Namespace: "shop", Watch: seconds}); err == nil || !strings.Contains(err.Error(), "want 0 to 10") {
			t.Errorf("of %d seconds says %v", seconds, err)
		}
	}
}

func TestARecordingHasNothingToCome(t *testing.T) {
	_, err := gated(t.Context(), t, NewRecorded(NewRecording(true), time.Minute), Args{Namespace: "shop", Watch: 1})
	var failure *tool.Failure
	if !errors.As(err, &failure) || failure.Reason != evidence.NotInFiles {
		t.Errorf("says %v, want that files do not hold it", err)
	}
}
