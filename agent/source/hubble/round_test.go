package hubble

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cilium/cilium/api/v1/flow"
	"github.com/cilium/cilium/api/v1/observer"
)

// held is a server that answers when it is let.
func held(s *server) (let func()) {
	free := make(chan struct{})
	s.answer = func(r *observer.GetFlowsRequest, stream observer.Observer_GetFlowsServer) error {
		if r.GetFirst() {
			return (&server{flows: s.flows[:1]}).all(stream)
		}
		select {
		case <-free:
			return s.all(stream)
		case <-stream.Context().Done():
			return stream.Context().Err()
		}
	}
	return func() { close(free) }
}

func (s *server) count(of func(*observer.GetFlowsRequest) bool) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.asked {
		if of(r) {
			n++
		}
	}
	return n
}

func past(r *observer.GetFlowsRequest) bool { return !r.GetFirst() }

// until waits for what other goroutines bring about.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// TestWhoComesMeanwhileIsAskedForTogether asks for forty workloads at once: each
// is told of its own, and the nodes are asked a few times.
func TestWhoComesMeanwhileIsAskedForTogether(t *testing.T) {
	const users = mostRounds + mostAskers
	s := &server{}
	for i := range users {
		s.flows = append(s.flows, packet(i, now.Add(-time.Second), func(f *flow.Flow) {
			f.Source.PodName, f.Destination.Namespace = fmt.Sprintf("user%d-1", i), "else"
			if i%2 == 0 {
				f.Verdict = flow.Verdict_DROPPED
			}
		}))
	}
	let := held(s)
	source := start(t, s)
	var all sync.WaitGroup
	for i := range users {
		all.Go(func() {
			a := Args{Namespace: "shop", Name: fmt.Sprintf("user%d", i)}
			if i%3 == 0 {
				a.Peer = "namespace/else"
			}
			events, view, err := source.Observe(t.Context(), a)
			if err != nil || len(events) != 1 || events[0].GetUuid() != fmt.Sprint(i) || view.Blind() != "" {
				t.Errorf("user %d sees %v, %+v, %v", i, events, view, err)
			}
		})
	}
	until(t, "all wait", func() bool {
		source.rounds.mu.Lock()
		defer source.rounds.mu.Unlock()
		return source.rounds.running == mostRounds && len(source.rounds.waiting) == 1 && len(source.rounds.waiting[0].askers) == users-mostRounds
	})
	let()
	all.Wait()
	if asked := s.count(past); asked != mostRounds+1 {
		t.Errorf("the relay was asked for flows %d times", asked)
	}
	source.rounds.mu.Lock()
	defer source.rounds.mu.Unlock()
	if source.rounds.running != 0 || len(source.rounds.waiting) != 0 {
		t.Errorf("there are still %+v", &source.rounds)
	}
}

// TestARoundEndsWhereAllLeave, and not where one does.
func TestARoundEndsWhereAllLeave(t *testing.T) {
	s := &server{flows: []*flow.Flow{packet(1, now.Add(-time.Second), nil)}}
	let := held(s)
	source := start(t, s)
	leaving, leave := context.WithCancel(t.Context())
	var left, all sync.WaitGroup
	var stayed atomic.Int64
	for i := range mostRounds + 3 { // of the last three, one stays
		ctx, group := leaving, &left
		if i == mostRounds+2 {
			ctx, group = t.Context(), &all
		}
		waits := 0
		group.Go(func() {
			events, _, err := source.Observe(ctx, web)
			if ctx == leaving && !errors.Is(err, context.Canceled) {
				t.Errorf("who left is told %v", err)
			}
			if ctx != leaving && err == nil {
				stayed.Add(int64(len(events)))
			}
		})
		until(t, "it is asked, or waits", func() bool {
			source.rounds.mu.Lock()
			defer source.rounds.mu.Unlock()
			for _, r := range source.rounds.waiting {
				waits = len(r.askers)
			}
			return source.rounds.running+waits == i+1
		})
	}
	until(t, "the relay is asked", func() bool { return s.count(past) == mostRounds })
	leave()
	left.Wait()
	until(t, "who stays is asked for", func() bool { return s.count(past) == mostRounds+1 })
	let()
	all.Wait()
	if stayed.Load() != 1 {
		t.Errorf("who stayed sees %d flows", stayed.Load())
	}
}
