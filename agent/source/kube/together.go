package kube

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	"golang.org/x/time/rate"
)

// together reads once for all who ask for the same before it is read. Each has
// passed their own gate until then, and nobody gets what was read before they asked.
type together struct {
	limit *rate.Limiter
	mu    sync.Mutex
	next  map[any]*turn // those that wait for their turn
}

func newTogether() together {
	return together{limit: rate.NewLimiter(requestsPerSecond, requestsAtOnce), next: map[any]*turn{}}
}

// turn is a reading that some wait for.
type turn struct {
	waiting int
	cancel  context.CancelFunc
	done    chan struct{}
	reading tool.Reading
	err     error
}

// read reads what is asked for, which has to be comparable. It is given up when
// nobody waits for it any longer.
func (g *together) read(ctx context.Context, asked any, read func(context.Context) (tool.Reading, error)) (tool.Reading, error) {
	g.mu.Lock()
	t := g.next[asked]
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
	g.mu.Unlock()
	if err != nil {
		t.err = err
		return
	}
	t.reading, t.err = read(ctx)
}
