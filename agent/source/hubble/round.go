package hubble

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/cilium/cilium/api/v1/flow"
	"github.com/cilium/cilium/api/v1/observer"
	"github.com/netwhy/netwhy/checks/hubble"
	"google.golang.org/protobuf/types/known/timestamppb"
)

const (
	mostRounds = 2  // that go on at the same time: more would slow each other down
	mostAskers = 32 // of one of them: each flow is held against all on every node
)

// round is one question to the relay, for all who came while others were under way.
type round struct {
	askers []*asker
	told   told
	late   bool
	err    error
	ended  chan struct{} // closed when all else may be read
	stop   context.CancelFunc
	left   int // of the askers, who do not wait any more
}

// asker is one who asks for flows, and what there is for him.
type asker struct {
	args          Args
	from, latest  time.Time
	drops, others newest
	ctx           context.Context //nolint:containedctx // of who waits
}

// rounds are those that go on and those that wait.
type rounds struct {
	mu      sync.Mutex
	running int
	waiting []*round
}

// join asks in a round of one's own, or in one that others wait for, too.
func (s *Source) join(a *asker) (*round, error) {
	s.rounds.mu.Lock()
	var r *round
	switch last := len(s.rounds.waiting) - 1; {
	case s.rounds.running < mostRounds:
		s.rounds.running++
		r = &round{ended: make(chan struct{})}
		go s.run(r)
	case last >= 0 && len(s.rounds.waiting[last].askers) < mostAskers:
		r = s.rounds.waiting[last]
	default:
		r = &round{ended: make(chan struct{})}
		s.rounds.waiting = append(s.rounds.waiting, r)
	}
	r.askers = append(r.askers, a)
	s.rounds.mu.Unlock()
	select {
	case <-r.ended:
		return r, r.err
	case <-a.ctx.Done():
	}
	s.rounds.mu.Lock()
	defer s.rounds.mu.Unlock()
	if r.left++; r.left == len(r.askers) && r.stop != nil {
		r.stop()
	}
	return nil, fmt.Errorf("cannot wait for the flows: %w", a.ctx.Err())
}

// run goes on with the rounds that came to wait meanwhile.
func (s *Source) run(r *round) {
	for r != nil {
		s.rounds.mu.Lock() // nobody joins from now on
		ctx, stop := r.context()
		r.stop = stop
		gone := r.left == len(r.askers)
		s.rounds.mu.Unlock()
		if !gone {
			s.flows(ctx, r)
		}
		stop()
		close(r.ended)
		s.rounds.mu.Lock()
		r = nil
		if len(s.rounds.waiting) > 0 {
			r, s.rounds.waiting = s.rounds.waiting[0], s.rounds.waiting[1:]
		} else {
			s.rounds.running--
		}
		s.rounds.mu.Unlock()
	}
}

// context ends when all askers' time is over.
func (r *round) context() (context.Context, context.CancelFunc) {
	ctx := context.WithoutCancel(r.askers[0].ctx)
	var last time.Time
	for _, a := range r.askers {
		deadline, ok := a.ctx.Deadline()
		if !ok {
			return context.WithCancel(ctx)
		}
		if deadline.After(last) {
			last = deadline
		}
	}
	return context.WithDeadline(ctx, last)
}

// flows asks for all flows in one go: each question goes to every node, which reads
// its ring twice for it. Where that takes too long, it asks for the drops alone.
func (s *Source) flows(ctx context.Context, r *round) {
	first := r.askers[0]
	from, latest := first.from, first.latest
	var args []Args
	for _, a := range r.askers {
		args = append(args, a.args)
		if a.from.Before(from) {
			from = a.from
		}
		if a.latest.After(latest) {
			latest = a.latest
		}
	}
	request := &observer.GetFlowsRequest{Since: timestamppb.New(from), Until: timestamppb.New(latest), Whitelist: filters(args)}
	r.told, r.late, r.err = s.masked(ctx, request, r.collect)
	if r.err != nil || !r.late {
		return
	}
	for _, f := range request.Whitelist {
		f.Verdict = faulty
	}
	alone := &round{}
	for _, a := range r.askers {
		alone.askers = append(alone.askers, &asker{args: a.args, from: a.from, latest: a.latest})
	}
	drops, _, err := s.masked(ctx, request, alone.collect)
	r.told.join(&drops)
	for i, a := range alone.askers {
		if err == nil && a.drops.all >= r.askers[i].drops.all {
			r.askers[i].drops = a.drops
		}
	}
}

// collect gives each flow to who asks for it. Nothing stays of an answer before.
func (r *round) collect() func(*flow.Flow) {
	for _, a := range r.askers {
		a.drops, a.others = newest{}, newest{}
	}
	return func(f *flow.Flow) {
		at, dropped := hubble.Time(f.GetTime()), slices.Contains(faulty, f.GetVerdict())
		for _, a := range r.askers {
			switch wanted := !at.Before(a.from) && !at.After(a.latest) && a.args.wants(f); {
			case wanted && dropped:
				a.drops.add(f, mostDrops)
			case wanted:
				a.others.add(f, mostOthers)
			}
		}
	}
}
