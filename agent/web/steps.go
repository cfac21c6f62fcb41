package web

import (
	"context"
	"sync"
	"time"

	"github.com/netwhy/netwhy/agent/store"
)

// stride is the time between two steps of one count: each is written to the disk,
// and no eye follows more.
const stride = 100 * time.Millisecond

// steps keeps the steps of a turn. Of a count it keeps the first, the last, and
// between these what comes a stride after the one before.
func (s *Server) steps(ctx context.Context, owner, id string, turn int) func(text string, done, of int) {
	var mu sync.Mutex
	var kept struct {
		text string
		of   int
		at   time.Time
	}
	var silent sync.Once // of many steps, one says why
	return func(text string, done, of int) {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		if of > 0 && done < of && text == kept.text && of == kept.of && now.Sub(kept.at) < stride {
			return
		}
		kept.text, kept.of, kept.at = text, of, now
		if err := s.Store.Step(ctx, owner, id, turn, store.Event{Step: text, Done: done, Of: of}); err != nil {
			silent.Do(func() { s.Log.Warn("cannot keep a step", "error", err) })
		}
	}
}
