package store

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
)

// TestACrowd writes conversations side by side, while some are deleted under
// the hands of those who write them.
func TestACrowd(t *testing.T) {
	all(t, func(t *testing.T, address string) {
		s, ctx := open(t, address, Options{}), t.Context()
		const crowd, questions = 24, 4
		var all sync.WaitGroup
		for n := range crowd {
			c := must[Conversation](t)(s.Begin(ctx, "ann", "x"))
			doomed := n%3 == 0
			check := func(err error) {
				if err != nil && (!doomed || !errors.Is(err, ErrAbsent)) {
					t.Errorf("conversation %d: %v", n, err)
				}
			}
			asked := make(chan struct{})
			all.Go(func() {
				for q := range questions {
					turn, err := s.Ask(ctx, "ann", c.ID, Question{Text: "x"})
					check(err)
					if q == 0 {
						close(asked)
					}
					check(s.Step(ctx, "ann", c.ID, turn.Number, Event{Step: "x"}))
					check(s.End(ctx, "ann", c.ID, turn.Number, Done, Result{Report: []byte(exampleReport), Bundle: make([]byte, 20_000)}))
					check(s.Audit(ctx, Entry{Actor: "ann", Action: "ask"}))
				}
			})
			all.Go(func() {
				if <-asked; doomed {
					check(s.Delete(ctx, "ann", c.ID))
				}
			})
		}
		all.Wait()
		list := must[[]Conversation](t)(s.List(ctx, "ann", "payments", Page{Most: 100}))
		if len(list) != crowd-crowd/3 {
			t.Errorf("%d conversations are left", len(list))
		}
		if log := must[[]Entry](t)(s.Audited(ctx, Filter{Most: 1000})); len(log) != crowd*questions {
			t.Errorf("%d entries are in the audit log", len(log))
		}
	})
}

func TestOneQuestionAtATime(t *testing.T) {
	both(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		c := must[Conversation](t)(s.Begin(t.Context(), "ann", "title"))
		for turn := 1; turn <= 2; turn++ {
			var asked, busy atomic.Int32
			var group sync.WaitGroup
			for range 8 {
				group.Go(func() {
					switch _, err := s.Ask(t.Context(), "ann", c.ID, Question{Text: "why?"}); {
					case err == nil:
						asked.Add(1)
					case errors.Is(err, ErrBusy):
						busy.Add(1)
					default:
						t.Error(err)
					}
				})
			}
			group.Wait()
			if asked.Load() != 1 || busy.Load() != 7 {
				t.Errorf("%d of 8 were asked at once, %d were told to wait", asked.Load(), busy.Load())
			}
			ok(t, s.End(t.Context(), "ann", c.ID, turn, Done, Result{}))
		}
	})
}
