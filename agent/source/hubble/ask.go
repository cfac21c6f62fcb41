package hubble

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/cilium/cilium/api/v1/flow"
	"github.com/cilium/cilium/api/v1/observer"
	"github.com/cilium/cilium/api/v1/relay"
	"github.com/netwhy/netwhy/checks/hubble"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
)

const (
	mostDrops  = 5000            // events that are kept of those that tell of a fault
	mostOthers = 20000           // and of all others
	patience   = 8 * time.Second // relays of thousands of nodes take some
	reserve    = time.Second     // of the time of a whole reading
	ahead      = 5 * time.Second // that a node's clock may be
)

// mask are the fields that are asked for. Fields within fields are not: servers
// leave in them what the flow before held.
var mask = []string{
	"time", "uuid", "verdict", "drop_reason", "drop_reason_desc", "event_type", "is_reply", "traffic_direction", "policy_match_type",
	"egress_allowed_by", "ingress_allowed_by", "egress_denied_by", "ingress_denied_by", "node_name", "source", "destination",
	"source_names", "destination_names", "source_service", "destination_service", "IP", "l4", "l7", "Type",
	"trace_observation_point", "trace_reason", "extensions", "aggregate",
}

// answer is what was read.
type answer struct {
	drops, others newest
	from, until   time.Time
	late          bool // it was not read to its end
	told          told
}

// newest are the last of many events.
type newest struct {
	events []*flow.Flow
	all    int
}

func (n *newest) add(f *flow.Flow, most int) {
	if n.all < most {
		n.events = append(n.events, f)
	} else {
		n.events[n.all%most] = f
	}
	n.all++
}

// cut reports whether there was more than is kept.
func (a *answer) cut() bool {
	return a.late || a.drops.all > len(a.drops.events) || a.others.all > len(a.others.events)
}

// sorted are the events by time, each once.
func (a *answer) sorted() []*flow.Flow {
	events, seen := slices.Concat(a.drops.events, a.others.events), map[string]bool{}
	events = slices.DeleteFunc(events, func(f *flow.Flow) bool {
		again := f.GetUuid() != "" && seen[f.GetUuid()]
		seen[f.GetUuid()] = true
		return again
	})
	slices.SortStableFunc(events, func(x, y *flow.Flow) int {
		return cmp.Or(hubble.Time(x.GetTime()).Compare(hubble.Time(y.GetTime())), cmp.Compare(x.GetNodeName(), y.GetNodeName()), cmp.Compare(x.GetUuid(), y.GetUuid()))
	})
	return events
}

// faulty are the verdicts of what did not arrive, or would not.
var faulty = []flow.Verdict{flow.Verdict_DROPPED, flow.Verdict_ERROR, flow.Verdict_AUDIT}

// ask asks for the flows that the arguments want.
func (s *Source) ask(ctx context.Context, a Args) (all answer, err error) {
	until, window := s.now().UTC(), s.window
	if a.Watch > 0 {
		window = time.Duration(a.Watch) * time.Second
	}
	me := &asker{args: a, from: until.Add(-window), latest: until.Add(ahead), ctx: ctx}
	all.from, all.until = me.from, until
	r, err := s.join(me) //nolint:contextcheck // a round goes on while anybody waits
	if err != nil {
		return all, err
	}
	all.drops, all.others, all.late = me.drops, me.others, r.late
	all.told.join(&r.told) // which is for all who asked
	return all, nil
}

// errMask says that a server does not know a field of the mask.
var errMask = errors.New("the field mask is refused")

// masked asks for the fields that matter, or for all if a server knows not all of these.
func (s *Source) masked(ctx context.Context, r *observer.GetFlowsRequest, collect collector) (t told, late bool, err error) {
	s.mu.Lock()
	bare := s.bare
	s.mu.Unlock()
	if !bare {
		r.FieldMask = &fieldmaskpb.FieldMask{Paths: slices.Clone(mask)}
		if t, late, err = s.patiently(ctx, r, collect); !errors.Is(err, errMask) {
			return t, late, err
		}
		s.mu.Lock()
		s.bare = true
		s.mu.Unlock()
		r.FieldMask = nil
	}
	return s.patiently(ctx, r, collect)
}

// collector begins to take flows, anew each time that they are asked for.
type collector func() (take func(*flow.Flow))

func (s *Source) patiently(ctx context.Context, r *observer.GetFlowsRequest, collect collector) (t told, late bool, err error) {
	err = s.try(ctx, func(ctx context.Context, client observer.ObserverClient) (err error) {
		t, late, err = s.stream(ctx, client, r, collect())
		return err
	})
	return t, late, err
}

// stream reads an answer to its end, or as far as it comes in time.
func (s *Source) stream(ctx context.Context, client observer.ObserverClient, r *observer.GetFlowsRequest, take func(*flow.Flow)) (t told, late bool, err error) {
	bounded, cancel := s.bounded(ctx)
	defer cancel()
	flows, err := client.GetFlows(bounded, r)
	if err != nil {
		return t, false, err
	}
	for {
		response, err := flows.Recv()
		switch {
		case errors.Is(err, io.EOF):
			return t, false, nil
		case err != nil && bounded.Err() != nil && ctx.Err() == nil && len(t.nodes) > 0:
			return t, true, nil // what came in time is told
		case err != nil && strings.Contains(err.Error(), "fieldmask"):
			return t, false, errMask
		case err != nil:
			return t, false, err
		}
		if f := response.GetFlow(); f != nil {
			if s.recording == nil { // whose flows are pruned, and shared
				prune(f)
			}
			take(f)
		}
		if lost := response.GetLostEvents(); lost != nil {
			t.miss(response.GetNodeName(), lost)
		}
		if n := response.GetNodeStatus(); n != nil {
			if n.GetStateChange() == relay.NodeState_NODE_ERROR && strings.Contains(n.GetMessage(), "fieldmask") {
				return t, false, errMask
			}
			for _, name := range n.GetNodeNames() {
				t.mark(name, n.GetStateChange().String(), n.GetMessage())
			}
		}
	}
}

// bounded is for one answer, and leaves time to tell what came until then.
func (s *Source) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	patience := s.patience
	if deadline, ok := ctx.Deadline(); ok {
		patience = min(patience, time.Until(deadline)-reserve)
	}
	return context.WithTimeout(ctx, patience)
}

// prune takes away what is large and never kept.
func prune(f *flow.Flow) {
	if h := f.GetL7().GetHttp(); h != nil {
		h.Url, h.Headers = "", nil
	}
	for _, e := range []*flow.Endpoint{f.GetSource(), f.GetDestination()} {
		if e != nil {
			if e.Labels = slices.DeleteFunc(e.Labels, func(l string) bool { return !strings.HasPrefix(l, "reserved:") }); len(e.Labels) == 0 {
				e.Labels = nil
			}
		}
	}
}
