// Package queue gives investigations their turn, so that many users of one server
// wait for each other, and none for one who asks much.
//
// # Contract
//
// [Queue.Enter] waits for a place. Of those who wait, the one is next of whose caller
// the fewest are under way, and of these who has waited longest. [Place.Widen] changes
// a place for one of the few that investigations of a whole large cluster have, which
// take memory; while it waits there, it takes no place from others.
package queue

import (
	"context"
	"slices"
	"sync"
)

// Places of a server, and what those who wait are told. An investigation keeps a
// processor busy for half of its time; a wide one needs hundreds of megabytes.
const (
	Places  = 12
	Wide    = 1
	Waiting = "waiting for other investigations to end"
)

// Queue has places for investigations. It may be used by several at once.
type Queue struct{ usual, wide lane }

// New is a queue with so many places at once, and so many besides for what is wide.
func New(places, wide int) *Queue {
	return &Queue{lane{free: places, under: map[string]int{}}, lane{free: wide, under: map[string]int{}}}
}

// Place is a caller's, until it is left.
type Place struct {
	queue  *Queue
	caller string
	in     *lane // nil once it is left
}

// Enter waits for a place. Who has to wait is told so once. The error is the
// context's.
func (q *Queue) Enter(ctx context.Context, caller string, waits func()) (*Place, error) {
	if err := q.usual.enter(ctx, caller, waits); err != nil {
		return nil, err
	}
	return &Place{q, caller, &q.usual}, nil
}

// Widen leaves the place for one of the few. After an error it is left.
func (p *Place) Widen(ctx context.Context, waits func()) error {
	if p.in == &p.queue.wide {
		return nil
	}
	p.Leave()
	if err := p.queue.wide.enter(ctx, p.caller, waits); err != nil {
		return err
	}
	p.in = &p.queue.wide
	return nil
}

// Leave gives the place to the next. A place that was left stays so.
func (p *Place) Leave() {
	if p.in != nil {
		p.in.leave(p.caller)
		p.in = nil
	}
}

type lane struct {
	mu      sync.Mutex
	free    int
	under   map[string]int // investigations under way, by caller
	waiting []*turn        // in the order that they came
}

type turn struct {
	caller string
	comes  chan struct{}
}

func (l *lane) enter(ctx context.Context, caller string, waits func()) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t := &turn{caller, make(chan struct{})}
	l.mu.Lock()
	l.waiting = append(l.waiting, t)
	l.call()
	l.mu.Unlock()
	select {
	case <-t.comes:
		return nil
	default:
		waits()
	}
	select {
	case <-t.comes:
		return nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := slices.Index(l.waiting, t); i >= 0 {
		l.waiting = slices.Delete(l.waiting, i, i+1)
		return ctx.Err()
	}
	return nil // it came just now; who was called leaves as all do
}

func (l *lane) leave(caller string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.under[caller]--; l.under[caller] == 0 {
		delete(l.under, caller)
	}
	l.free++
	l.call()
}

// call gives the free places to who is next. The lock is held.
func (l *lane) call() {
	for l.free > 0 && len(l.waiting) > 0 {
		next := 0
		for i, t := range l.waiting {
			if l.under[t.caller] < l.under[l.waiting[next].caller] {
				next = i
			}
		}
		t := l.waiting[next]
		l.waiting = slices.Delete(l.waiting, next, next+1)
		l.free--
		l.under[t.caller]++
		close(t.comes)
	}
}
