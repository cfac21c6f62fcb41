package hubble

import (
	"context"
	"sync/atomic"
	"time"
)

// known is how long what the relay said of its nodes is believed. A flow that
// is the oldest of a ring leaves it soon where there is traffic, so not long.
const known = 3 * time.Second

// shared is an answer of the relay that serves all who ask at the same time: one
// of them asks, and the others wait. Nobody may change it.
type shared[T any] struct {
	turn  chan struct{} // who has put something in may use what follows
	said  T
	at    time.Time
	count uint64        // of the question that was answered so
	asked atomic.Uint64 // questions until now
}

func newShared[T any]() *shared[T] { return &shared[T]{turn: make(chan struct{}, 1)} }

// get takes the answer of a moment ago, or asks. A fresh one is of a question that
// begins after this call.
func (s *shared[T]) get(ctx context.Context, now func() time.Time, fresh bool, ask func() (T, error)) (said T, err error) {
	var after uint64
	if fresh {
		after = s.asked.Load()
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return said, ctx.Err()
	}
	at := now()
	if s.count > after && at.Sub(s.at) < known {
		return s.said, nil
	}
	count := s.asked.Add(1)
	if said, err = ask(); err == nil {
		s.said, s.at, s.count = said, at, count
	}
	return said, err
}
