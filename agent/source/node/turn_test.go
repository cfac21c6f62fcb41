package node

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func (t *turns) state() (limit, taken, waiting int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.limit, t.taken, len(t.waiting)
}

func TestTheSlowLendTheirTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := newTurns()
		var silent []*turn
		for range all.limit {
			one, err := all.take(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			silent = append(silent, one)
		}
		began := time.Now()
		next, err := all.take(t.Context())
		if err != nil || time.Since(began) != tolerate {
			t.Errorf("after %s: %v", time.Since(began), err)
		}
		next.end(true)
		for _, s := range silent {
			s.end(false)
		}
		if limit, taken, _ := all.state(); taken != 0 || limit != 4*fewest+1 {
			t.Errorf("%d of %d turns are taken at the end", taken, limit)
		}
	})
}

func TestWhoIsCancelledHoldsNoTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := newTurns()
		all.limit = 1
		one, err := all.take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			if _, err := all.take(ctx); err == nil {
				t.Error("two have the only turn")
			}
		}()
		synctest.Wait()
		cancel()
		synctest.Wait()
		if _, taken, waiting := all.state(); taken != 1 || waiting != 0 {
			t.Errorf("%d have a turn, %d wait", taken, waiting)
		}
		one.end(false)
	})
}

func TestTheBoundFollowsTheAnswers(t *testing.T) {
	all := newTurns()
	for range 1000 {
		all.learn(swift / 2)
	}
	if all.limit != most {
		t.Errorf("a swift network is asked by %d at once", all.limit)
	}
	all.learn((swift + slow) / 2)
	if all.limit != most {
		t.Errorf("after an answer like others: %d", all.limit)
	}
	for range 1000 {
		all.learn(2 * slow)
	}
	if all.limit != fewest {
		t.Errorf("a slow one by %d", all.limit)
	}
}
