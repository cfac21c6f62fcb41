package node

import (
	"context"
	"net/http/httptrace"
	"slices"
	"sync"
	"time"
)

const (
	fewest   = 16                     // probes whose answers are awaited by all means
	most     = 256                    // of a swift network
	swift    = 250 * time.Millisecond // an answer that shows that more may be asked at once
	slow     = 500 * time.Millisecond // and one that shows that fewer should be
	tolerate = swift                  // for a connection, before another probe is asked meanwhile
)

// turns bound how many probes are asked at once: the more the faster they answer.
// Who is slow gives its turn to others, and may answer still: machines that are
// off do not hold up the rest, nor does a busy machine take its own delay for
// silence, since it asks fewer.
type turns struct {
	mu      sync.Mutex
	limit   int
	taken   int
	waiting []chan struct{}
}

func newTurns() *turns { return &turns{limit: 4 * fewest} }

// take waits for a turn.
func (t *turns) take(ctx context.Context) (*turn, error) {
	t.mu.Lock()
	if t.taken < t.limit {
		t.taken++
		t.mu.Unlock()
		return t.begin(), nil
	}
	granted := make(chan struct{})
	t.waiting = append(t.waiting, granted)
	t.mu.Unlock()
	select {
	case <-granted:
		return t.begin(), nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if i := slices.Index(t.waiting, granted); i >= 0 {
		t.waiting = slices.Delete(t.waiting, i, i+1)
	} else { // it was granted meanwhile
		t.taken--
		t.grant()
	}
	return nil, ctx.Err()
}

func (t *turns) release() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.taken--
	t.grant()
}

// grant gives what is free to those who wait longest.
func (t *turns) grant() {
	for t.taken < t.limit && len(t.waiting) > 0 {
		close(t.waiting[0])
		t.waiting = t.waiting[1:]
		t.taken++
	}
}

// learn adapts the bound to how long an answer took.
func (t *turns) learn(took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case took < swift:
		t.limit = min(t.limit+1, most)
	case took > slow:
		t.limit = max(t.limit-1, fewest)
	}
	t.grant()
}

// turn is the right to have a probe asked.
type turn struct {
	of    *turns
	began time.Time
	lend  func() // gives it to others, once
	late  *time.Timer
}

func (t *turns) begin() *turn {
	lend := sync.OnceFunc(t.release)
	return &turn{of: t, began: time.Now(), lend: lend, late: time.AfterFunc(tolerate, lend)}
}

// traced is a context whose requests tell when they are connected.
func (t *turn) traced(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { t.late.Reset(slow) }})
}

// end ends the turn, after an answer or without one.
func (t *turn) end(answered bool) {
	t.late.Stop()
	if t.lend(); answered {
		t.of.learn(time.Since(t.began))
	}
}
