package kube

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	"golang.org/x/time/rate"
)

// together reads once for all who ask for the same before it is read. Each has
// passed their own gate until then, and nobody gets what was read before they asked,
// but for those who take that.
type together struct {
	limit  *rate.Limiter
	mu     sync.Mutex
	next   map[any]*turn // those that wait for their turn
	taking map[any]*turn // the last ones that are being read
}

func newTogether() together {
	return together{limit: rate.NewLimiter(requestsPerSecond, requestsAtOnce), next: map[any]*turn{}, taking: map[any]*turn{}}
}

// turn is a reading that some wait for.
type turn struct {
	waiting int
	cancel  context.CancelFunc
	began   time.Time // once it is being read
	done    chan struct{}
	reading tool.Reading
	err     error
}

// read reads what is asked for, which has to be comparable. It is given up when
// nobody waits for it any longer.
func (g *together) read(ctx context.Context, asked any, read func(context.Context) (tool.Reading, error)) (tool.Reading, error) {
	g.mu.Lock()
	t, joined := g.next[asked], false
	if since, ok := tool.Since(ctx); ok && t == nil {
		if now := g.taking[asked]; now != nil && now.waiting > 0 && !now.began.Before(since) {
			t, joined = now, true
		}
	}
	if t == nil {
		// Not the first one's deadline: others joined later.
		whole, cancel := context.WithCancel(context.WithoutCancel(ctx))
		t = &turn{cancel: cancel, done: make(chan struct{})}
		g.next[asked] = t
		go g.take(whole, asked, t, read)
	}
	t.waiting++
	g.mu.Unlock()
	select {
	case <-t.done:
		mine := t.reading // whose items each may put in another order
		mine.Items = slices.Clone(mine.Items)
		if joined {
			mine.At = t.began
		}
		return mine, t.err
	case <-ctx.Done():
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if t.waiting--; t.waiting == 0 {
		t.cancel()
		if g.next[asked] == t {
			delete(g.next, asked) // who comes now begins anew
		}
	}
	reason := evidence.NotRead
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		reason = evidence.Timeout
	}
	return tool.Reading{}, &tool.Failure{Reason: reason, Err: ctx.Err()}
}

// take waits for the turn, and reads.
func (g *together) take(ctx context.Context, asked any, t *turn, read func(context.Context) (tool.Reading, error)) {
	defer close(t.done)
	defer t.cancel()
	defer func() {
		if p := recover(); p != nil {
			t.err = &tool.Failure{Reason: evidence.Malformed, Err: fmt.Errorf("a reading failed: %v", p)}
		}
	}()
	err := g.limit.Wait(ctx)
	g.mu.Lock()
	if g.next[asked] == t {
		delete(g.next, asked)
	}
	t.began, g.taking[asked] = time.Now(), t
	g.mu.Unlock()
	defer func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.taking[asked] == t {
			delete(g.taking, asked)
		}
	}()
	if err != nil {
		t.err = err
		return
	}
	t.reading, t.err = read(ctx)
}
