package hubble

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/cilium/cilium/api/v1/flow"
	"github.com/netwhy/netwhy/checks/hubble"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// TestWhatWasLostAtTheEndOfARing does not count where the ring still holds all of
// the window, and counts where that is not known.
func TestWhatWasLostAtTheEndOfARing(t *testing.T) {
	const ring, perf = flow.LostEventSource_HUBBLE_RING_BUFFER, flow.LostEventSource_PERF_EVENT_RING_BUFFER
	from := now.Add(-time.Minute)
	for name, c := range map[string]struct {
		source flow.LostEventSource
		by     string
		oldest time.Time // of node-a; node-b reaches back far
		state  string
		files  bool
		counts bool
	}{
		"the ring reaches further":         {ring, "default/node-a", from.Add(-time.Second), "NODE_CONNECTED", false, false},
		"it does not":                      {ring, "default/node-a", from.Add(time.Second), "NODE_CONNECTED", false, true},
		"another does not":                 {ring, "node-b", from.Add(time.Second), "NODE_CONNECTED", false, false},
		"that is not known":                {ring, "node-a", time.Time{}, "NODE_CONNECTED", false, true},
		"the node is gone":                 {ring, "node-a", from.Add(-time.Second), "NODE_GONE", false, true},
		"another source":                   {perf, "node-a", from.Add(-time.Second), "NODE_CONNECTED", false, true},
		"files tell of it":                 {ring, "node-a", from.Add(-time.Second), "NODE_CONNECTED", true, true},
		"a stranger, and all reach":        {ring, "vm", from.Add(-time.Second), "NODE_CONNECTED", false, false},
		"a stranger, and one does not":     {ring, "vm", from.Add(time.Second), "NODE_CONNECTED", false, true},
		"a stranger, and one is not there": {ring, "vm", from.Add(-time.Second), "NODE_UNAVAILABLE", false, true},
	} {
		var told told
		told.mark("node-a", c.state, "")
		told.mark("default/node-b", "NODE_CONNECTED", "")
		told.find("default/node-a").Oldest, told.find("node-b").Oldest = c.oldest, from.Add(-time.Hour)
		told.miss(c.by, &flow.LostEvent{Source: c.source, NumEventsLost: 1, Last: timestamppb.New(now)})
		view := hubble.View{From: from, Until: now, Files: c.files}
		told.into(&view)
		if counts := len(view.Lost) == 1; counts != c.counts || len(view.Nodes) != 2 {
			t.Errorf("%s: %+v", name, view)
		}
	}
}

// TestTwoAnswersTellOfTheSame states and losses; the worse counts.
func TestTwoAnswersTellOfTheSame(t *testing.T) {
	var a, b told
	lost := func(n uint64) *flow.LostEvent { return &flow.LostEvent{NumEventsLost: n} }
	a.mark("node-a", "NODE_CONNECTED", "")
	a.mark("node-b", "NODE_ERROR", "x")
	a.miss("node-a", lost(2))
	a.miss("node-a", lost(3))
	b.mark("default/node-a", "NODE_ERROR", "y")
	b.mark("node-b", "NODE_CONNECTED", "")
	b.mark("node-c", "NODE_CONNECTED", "")
	b.miss("node-a", lost(7))
	b.miss("node-c", lost(1))
	a.join(&b)
	if len(a.nodes) != 3 || a.find("node-a").Says != "y" || a.find("node-b").State != "error" || a.find("node-c").State != hubble.Connected || a.find("node-d") != nil {
		t.Errorf("the nodes are %+v", a.nodes)
	}
	if len(a.lost) != 2 || a.lost[0].Events != 7 || a.lost[1].Events != 1 {
		t.Errorf("lost are %+v", a.lost)
	}
}

// TestASharedAnswer serves who asks at the same time, and not who wants one that is fresh.
func TestASharedAnswer(t *testing.T) {
	s, asked := newShared[int](), 0
	clock := func() time.Time { return now }
	get := func(ctx context.Context, fresh bool) (int, error) {
		return s.get(ctx, clock, fresh, func() (int, error) { asked++; return asked, nil })
	}
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			if said, err := get(t.Context(), false); said != 1 || err != nil {
				t.Errorf("says %d, %v", said, err)
			}
		})
	}
	all.Wait()
	if said, _ := get(t.Context(), true); said != 2 {
		t.Errorf("a fresh answer is %d, of before it was asked for", said)
	}
	failed := errors.New("no")
	if _, err := s.get(t.Context(), clock, true, func() (int, error) { return 9, failed }); !errors.Is(err, failed) {
		t.Errorf("says %v", err)
	}
	if said, _ := get(t.Context(), false); said != 2 {
		t.Errorf("what failed is kept: %d", said)
	}
	// Who waits for another's answer may leave.
	s.turn <- struct{}{}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := get(ended, false); !errors.Is(err, context.Canceled) {
		t.Errorf("says %v, want that it was cancelled", err)
	}
	<-s.turn
}
