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
	"google.golang.org/protobuf/types/known/timestamppb"
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

// ask asks for all flows in one go: each question goes to every node, which reads
// its ring twice for it. Where that takes too long, it asks for the drops alone.
func (s *Source) ask(ctx context.Context, a Args) (answer, error) {
	until, window := s.now().UTC(), s.window
	if a.Watch > 0 {
		window = time.Duration(a.Watch) * time.Second
	}
	from, latest := until.Add(-window), until.Add(ahead)
	keep := func(f *flow.Flow) bool {
		at := hubble.Time(f.GetTime())
		return !at.Before(from) && !at.After(latest) && a.wants(f)
	}
	request := &observer.GetFlowsRequest{Since: timestamppb.New(from), Until: timestamppb.New(latest), Whitelist: a.filters()}
	all, err := s.masked(ctx, request, keep)
	if err == nil && all.late {
		for _, f := range request.Whitelist {
			f.Verdict = faulty
		}
		drops, failed := s.masked(ctx, request, keep)
		all.told.join(&drops.told)
		if failed == nil && drops.drops.all >= all.drops.all {
			all.drops = drops.drops
		}
	}
	all.from, all.until = from, until
	return all, err
}

// errMask says that a server does not know a field of the mask.
var errMask = errors.New("the field mask is refused")

// masked asks for the fields that matter, or for all if a server knows not all of these.
func (s *Source) masked(ctx context.Context, r *observer.GetFlowsRequest, keep func(*flow.Flow) bool) (a answer, err error) {
	s.mu.Lock()
	bare := s.bare
	s.mu.Unlock()
	if !bare {
		r.FieldMask = &fieldmaskpb.FieldMask{Paths: slices.Clone(mask)}
		if a, err = s.patiently(ctx, r, keep); !errors.Is(err, errMask) {
			return a, err
		}
		s.mu.Lock()
		s.bare = true
		s.mu.Unlock()
		r.FieldMask = nil
	}
	return s.patiently(ctx, r, keep)
}

func (s *Source) patiently(ctx context.Context, r *observer.GetFlowsRequest, keep func(*flow.Flow) bool) (a answer, err error) {
	err = s.try(ctx, func(ctx context.Context, client observer.ObserverClient) (err error) {
		a, err = s.stream(ctx, client, r, keep)
		return err
	})
	return a, err
}

// stream reads an answer to its end, and keeps the newest of its events.
func (s *Source) stream(ctx context.Context, client observer.ObserverClient, r *observer.GetFlowsRequest, keep func(*flow.Flow) bool) (a answer, err error) {
	bounded, cancel := s.bounded(ctx)
	defer cancel()
	flows, err := client.GetFlows(bounded, r)
	if err != nil {
		return a, err
	}
	for {
		response, err := flows.Recv()
		switch {
		case errors.Is(err, io.EOF):
			return a, nil
		case err != nil && bounded.Err() != nil && ctx.Err() == nil && len(a.told.nodes) > 0:
			a.late = true // what came in time is told
			return a, nil
		case err != nil && strings.Contains(err.Error(), "fieldmask"):
			return a, errMask
		case err != nil:
			return a, err
		}
		if f := response.GetFlow(); f != nil && keep(f) {
			s.take(&a, f)
		}
		if lost := response.GetLostEvents(); lost != nil {
			a.told.miss(response.GetNodeName(), lost)
		}
		if n := response.GetNodeStatus(); n != nil {
			if n.GetStateChange() == relay.NodeState_NODE_ERROR && strings.Contains(n.GetMessage(), "fieldmask") {
				return a, errMask
			}
			for _, name := range n.GetNodeNames() {
				a.told.mark(name, n.GetStateChange().String(), n.GetMessage())
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

func (s *Source) take(a *answer, f *flow.Flow) {
	if s.recording == nil { // whose flows are pruned, and shared
		prune(f)
	}
	if slices.Contains(faulty, f.GetVerdict()) {
		a.drops.add(f, mostDrops)
	} else {
		a.others.add(f, mostOthers)
	}
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
