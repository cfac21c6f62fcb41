package node

import (
	"context"
	"net/http/httptrace"
	"slices"
	"sync"
	"time"
)

const (
	fewest   = 4                      // probes that are asked at once, however slow they are
	most     = 256                    // and however swift
	swift    = 250 * time.Millisecond // an answer that shows that more may be asked at once
	slow     = 500 * time.Millisecond // and one that shows that fewer should be
	tolerate = swift                  // for a connection, before another probe is asked meanwhile
)

// turns bound how many probes are asked at once: the more the faster they answer.
// Who does not connect lends its turn to others, for that costs nothing. So does
// who is slow, unless many are: then the delay is our own, and to ask more would
// make it longer than anybody's patience.
type turns struct {
	mu      sync.Mutex
	limit   int
	taken   int
	late    int // have connected, and lent their turn
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

// grant gives what is free to those who wait longest.
func (t *turns) grant() {
	for t.taken < t.limit && len(t.waiting) > 0 {
		close(t.waiting[0])
		t.waiting = t.waiting[1:]
		t.taken++
	}
}

// learn adapts the bound to how long somebody took who was connected.
func (t *turns) learn(took time.Duration) {
	switch {
	case took < swift:
		t.limit = min(t.limit+1, most)
	case took > slow:
		t.limit = max(t.limit-1, fewest)
	}
}

// turn is the right to have a probe asked. Its fields are under the lock of all.
type turn struct {
	of        *turns
	began     time.Time
	timer     *time.Timer
	connected bool
	lent      bool
	late      bool
}

func (t *turns) begin() *turn {
	u := &turn{of: t, began: time.Now()}
	u.timer = time.AfterFunc(tolerate, u.lend)
	return u
}

// lend gives the turn to others.
func (u *turn) lend() {
	u.of.mu.Lock()
	defer u.of.mu.Unlock()
	if u.lent || u.connected && u.of.late >= 2*u.of.limit {
		return
	}
	u.lent = true
	if u.late = u.connected; u.late {
		u.of.late++
	}
	u.of.taken--
	u.of.grant()
}

// connect notes that the probe's machine is there.
func (u *turn) connect() {
	u.of.mu.Lock()
	defer u.of.mu.Unlock()
	if !u.connected {
		u.connected = true
		u.timer.Reset(slow)
	}
}

// traced is a context whose requests tell when they are connected.
func (u *turn) traced(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		ConnectDone: func(_, _ string, err error) {
			if err == nil {
				u.connect()
			}
		},
		GotConn: func(httptrace.GotConnInfo) { u.connect() }, // or one that was there
	})
}

// end ends the turn, after an answer or without one.
func (u *turn) end() {
	u.timer.Stop()
	u.of.mu.Lock()
	defer u.of.mu.Unlock()
	if u.late {
		u.of.late--
	}
	if !u.lent {
		u.lent = true
		u.of.taken--
	}
	if u.connected {
		u.of.learn(time.Since(u.began))
	}
	u.of.grant()
}
