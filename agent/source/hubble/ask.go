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
	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

const (
	mostDrops  = 5000  // events that are kept of those that tell of a fault
	mostOthers = 20000 // and of all others
	patience   = 5 * time.Second
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
	events      []*flow.Flow
	from, until time.Time
	cut         bool // there was more
	told        told
}

// sorted are the events by time, each once.
func (a *answer) sorted() []*flow.Flow {
	seen := map[string]bool{}
	a.events = slices.DeleteFunc(a.events, func(f *flow.Flow) bool {
		again := f.GetUuid() != "" && seen[f.GetUuid()]
		seen[f.GetUuid()] = true
		return again
	})
	slices.SortStableFunc(a.events, func(x, y *flow.Flow) int {
		return cmp.Or(hubble.Time(x.GetTime()).Compare(hubble.Time(y.GetTime())), cmp.Compare(x.GetNodeName(), y.GetNodeName()), cmp.Compare(x.GetUuid(), y.GetUuid()))
	})
	return a.events
}

// faulty are the verdicts of what did not arrive, or would not.
var faulty = []flow.Verdict{flow.Verdict_DROPPED, flow.Verdict_ERROR, flow.Verdict_AUDIT}

// ask asks for what was dropped and for all else: of much traffic, drops would else
// be told last, or not in time.
func (s *Source) ask(ctx context.Context, a Args) (answer, error) {
	until, window := s.now().UTC(), s.window
	if a.Watch > 0 {
		window = time.Duration(a.Watch) * time.Second
	}
	all := answer{from: until.Add(-window), until: until}
	var parts [2]answer
	group, ctx := errgroup.WithContext(ctx)
	if !s.masks() {
		group.SetLimit(1) // which the first finds out for both
	}
	for i, drops := range []bool{true, false} {
		group.Go(func() (err error) {
			parts[i], err = s.part(ctx, a, all, drops)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return all, err
	}
	for i := range parts {
		all.events, all.cut = append(all.events, parts[i].events...), all.cut || parts[i].cut
		all.told.join(&parts[i].told)
	}
	return all, nil
}

// part asks for drops, or for all else.
func (s *Source) part(ctx context.Context, a Args, of answer, drops bool) (answer, error) {
	request := &observer.GetFlowsRequest{
		Since: timestamppb.New(of.from), Until: timestamppb.New(of.until.Add(ahead)), Whitelist: a.filters(),
	}
	most := mostOthers
	if drops {
		most = mostDrops
		for _, f := range request.Whitelist {
			f.Verdict = faulty
		}
	} else {
		request.Blacklist = []*flow.FlowFilter{{Verdict: faulty}}
	}
	keep := func(f *flow.Flow) bool {
		at := hubble.Time(f.GetTime())
		return slices.Contains(faulty, f.GetVerdict()) == drops && !at.Before(of.from) && !at.After(of.until.Add(ahead)) && a.wants(f)
	}
	return s.masked(ctx, request, keep, most)
}

// errMask says that a server does not know a field of the mask.
var errMask = errors.New("the field mask is refused")

// masked asks for the fields that matter, or for all if a server knows not all of these.
func (s *Source) masked(ctx context.Context, r *observer.GetFlowsRequest, keep func(*flow.Flow) bool, most int) (a answer, err error) {
	s.mu.Lock()
	bare := s.bare
	s.mu.Unlock()
	if !bare {
		r.FieldMask = &fieldmaskpb.FieldMask{Paths: slices.Clone(mask)}
		if a, err = s.patiently(ctx, r, keep, most); !errors.Is(err, errMask) {
			s.mu.Lock()
			s.taken = s.taken || err == nil
			s.mu.Unlock()
			return a, err
		}
		s.mu.Lock()
		s.bare = true
		s.mu.Unlock()
		r.FieldMask = nil
	}
	return s.patiently(ctx, r, keep, most)
}

// masks reports whether it is known what the servers take.
func (s *Source) masks() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bare || s.taken
}

func (s *Source) patiently(ctx context.Context, r *observer.GetFlowsRequest, keep func(*flow.Flow) bool, most int) (a answer, err error) {
	err = s.try(ctx, func(ctx context.Context, client observer.ObserverClient) (err error) {
		a, err = s.stream(ctx, client, r, keep, most)
		return err
	})
	return a, err
}

// stream reads an answer to its end, and keeps the newest of its events.
func (s *Source) stream(ctx context.Context, client observer.ObserverClient, r *observer.GetFlowsRequest, keep func(*flow.Flow) bool, most int) (a answer, err error) {
	bounded, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	flows, err := client.GetFlows(bounded, r)
	if err != nil {
		return a, err
	}
	kept := 0
	for {
		response, err := flows.Recv()
		switch {
		case errors.Is(err, io.EOF):
			return a, nil
		case err != nil && bounded.Err() != nil && ctx.Err() == nil && len(a.told.nodes) > 0:
			a.cut = true // what came in time is told
			return a, nil
		case err != nil && strings.Contains(err.Error(), "fieldmask"):
			return a, errMask
		case err != nil:
			return a, err
		}
		if f := response.GetFlow(); f != nil && keep(f) {
			if s.recording == nil { // whose flows are pruned, and shared
				prune(f)
			}
			if kept < most {
				a.events = append(a.events, f)
			} else {
				a.events[kept%most], a.cut = f, true
			}
			kept++
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
