package hubble

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cilium/cilium/api/v1/flow"
	"github.com/cilium/cilium/api/v1/observer"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
	"google.golang.org/grpc"
)

// DefaultWindow is how far back flows are asked for: an error of an hour ago
// accuses nobody, and few rings reach further back.
const DefaultWindow = 2 * time.Minute

// Source asks one relay.
type Source struct {
	relay     Relay
	recording *Recording // in the relay's place
	window    time.Duration
	now       func() time.Time
	// patience is with one answer; what came until then is told.
	patience time.Duration

	named *shared[[]hubble.Node]        // by the relay
	reach *shared[map[string]time.Time] // the oldest flow of each node
	seen  *shared[hubble.View]

	rounds rounds // of questions for flows

	mu     sync.Mutex
	conn   *grpc.ClientConn
	client observer.ObserverClient
	pems   [3]string // that the client was made of
	bare   bool      // the servers do not take our mask

	failed   *tool.Failure // why it did not answer the last time
	failedAt time.Time
}

// New prepares to ask a relay for the flows of a time back. Nothing is sent.
func New(r Relay, window time.Duration, now func() time.Time) *Source {
	return &Source{
		relay: r, window: window, now: now, patience: patience,
		named: newShared[[]hubble.Node](), reach: newShared[map[string]time.Time](), seen: newShared[hubble.View](),
	}
}

// NewRecorded prepares to read the flows of a recording as if its relay were
// asked when the last of them was seen.
func NewRecorded(r *Recording, window time.Duration) *Source {
	r.shrink(mostFlows)
	s := New(Relay{}, window, r.Time)
	s.recording = r
	return s
}

// Args are the arguments of hubble_flows.
type Args struct {
	Namespace string `json:"namespace,omitempty" jsonschema:"of the pods whose flows are asked for; empty: what the relay can see"`
	Name      string `json:"name,omitempty" jsonschema:"of their workload; empty: all pods of the namespace"`
	Peer      string `json:"peer,omitempty" jsonschema:"only calls from these pods to namespace/NAME or to a host name, and the answers"`
	Watch     int    `json:"watch,omitempty" jsonschema:"wait for so many seconds, at most 10, and tell only of what happened meanwhile; 0: look back"`
}

// Tools is hubble_flows.
func (s *Source) Tools() ([]tool.Tool, error) {
	flows, err := tool.New(tool.Spec{
		Name: evidence.ToolHubble, Title: "Read what the dataplane did with packets", Timeout: (12 + mostWatch) * time.Second,
		Description: "Read from Hubble Relay what became of packets from and to pods in the last minutes, counted: drops with reason and policy, resets, DNS answers. The bound says what the relay could not see. Read-only.",
	}, needs, s.Flows)
	return []tool.Tool{flows}, err
}

// Flows are the counted flows that the arguments ask for.
func (s *Source) Flows(ctx context.Context, a Args) (tool.Reading, error) {
	if a.Namespace == "" {
		return s.view(ctx, a)
	}
	if a.Watch > 0 && s.recording != nil {
		return tool.Reading{}, &tool.Failure{Reason: evidence.NotInFiles, Err: errors.New("cannot watch what is to come: files tell of the past")}
	}
	if err := watch(ctx, a.Watch); err != nil {
		return tool.Reading{}, err
	}
	events, view, err := s.Observe(ctx, a)
	if err != nil {
		return tool.Reading{}, err
	}
	if events, view.Hidden, err = visible(ctx, events); err != nil {
		return tool.Reading{}, err
	}
	items := hubble.Record(events, view, hubble.Most)
	reading := tool.Reading{Bound: bound(items[len(items)-1].View)}
	for _, item := range items {
		if err := add(&reading, item); err != nil {
			return tool.Reading{}, err
		}
	}
	return reading, nil
}

// mostWatch bounds, in seconds, how long flows that are still to come are waited for.
const mostWatch = 10

// watch lets so many seconds pass.
func watch(ctx context.Context, seconds int) error {
	if seconds < 0 || seconds > mostWatch {
		return &tool.Failure{Reason: evidence.Unsupported, Err: fmt.Errorf("cannot watch for %d seconds: want 0 to %d", seconds, mostWatch)}
	}
	passed := time.NewTimer(time.Duration(seconds) * time.Second)
	defer passed.Stop()
	select {
	case <-passed.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// view is what the relay can see.
func (s *Source) view(ctx context.Context, a Args) (r tool.Reading, err error) {
	if a != (Args{}) {
		return r, &tool.Failure{Reason: evidence.Unsupported, Err: errors.New("cannot tell whose flows: want a namespace beside name or peer")}
	}
	view, err := s.see(ctx)
	if err == nil {
		err = add(&r, view)
	}
	return r, err
}

func add(r *tool.Reading, item any) error {
	data, err := json.Marshal(item)
	if err != nil {
		return fmt.Errorf("cannot write what Hubble Relay answered: %w", err)
	}
	r.Items = append(r.Items, data)
	return nil
}

// bound is what limits a reading, for people.
func bound(v *hubble.View) string {
	connected := 0
	for _, n := range v.Nodes {
		if n.State == hubble.Connected {
			connected++
		}
	}
	who := "the rings"
	if v.Files {
		who = "the files"
	}
	said := fmt.Sprintf("what %s of %d of %d nodes hold of %s", who, connected, len(v.Nodes), v.Until.Sub(v.From).Round(time.Second))
	if why := v.Blind(); why != "" {
		said += "; that something is not there proves nothing, since " + why
	}
	return checks.Clean(said, 300)
}

// Observe are the events that the arguments ask for, as the relay tells them,
// by time, and what it could see. Where it fails after the flows were read, they are
// told none the less: what it could see is then not known.
func (s *Source) Observe(ctx context.Context, a Args) (events []*flow.Flow, view hubble.View, err error) {
	flows, err := s.ask(ctx, a)
	if err != nil {
		return nil, view, err
	}
	view = hubble.View{From: flows.from, Until: flows.until, Files: s.recording != nil, Cut: flows.cut() || s.recording.partial()}
	nodes := &flows.told
	if !flows.late { // else nothing is proved, and the relay has enough to do
		nodes, err = s.around(ctx, nodes, view.From)
	}
	if err != nil && (errors.Is(ctx.Err(), context.Canceled) || len(nodes.nodes) == 0) {
		return nil, view, err
	}
	nodes.into(&view)
	return flows.sorted(), view, nil
}

// around adds to what an answer told of nodes how far back their rings reach, and
// since when they have run where that matters: where a ring never was full.
func (s *Source) around(ctx context.Context, nodes *told, from time.Time) (*told, error) {
	oldest, err := s.since(ctx, len(nodes.lost) > 0)
	nodes.since(oldest)
	if err != nil || s.recording == nil && nodes.reach(from) {
		return nodes, err
	}
	named, err := s.members(ctx)
	if err != nil {
		return nodes, err
	}
	named.since(oldest)
	named.join(nodes)
	return &named, nil
}
