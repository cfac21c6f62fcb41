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

// taken are turns of all that there are.
func taken(t *testing.T, all *turns) (list []*turn) {
	t.Helper()
	for range all.limit {
		one, err := all.take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, one)
	}
	return list
}

func TestWhoDoesNotConnectLendsItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := newTurns()
		silent := taken(t, all)
		began := time.Now()
		next, err := all.take(t.Context())
		if err != nil || time.Since(began) != tolerate {
			t.Errorf("after %s: %v", time.Since(began), err)
		}
		next.connect()
		next.end()
		for _, s := range silent {
			s.end()
		}
		if limit, taken, _ := all.state(); taken != 0 || limit != 4*fewest+1 {
			t.Errorf("%d of %d turns are taken at the end", taken, limit)
		}
	})
}

func TestOfTheSlowFewLendTheirTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := newTurns()
		var slowly []*turn
		for range 3 { // the third time none is lent
			for _, one := range taken(t, all) {
				one.connect()
				slowly = append(slowly, one)
			}
			time.Sleep(2 * slow) // by a clock that costs none
		}
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		if _, err := all.take(ctx); err == nil {
			t.Errorf("beside %d that are slow another is asked", len(slowly))
		}
		for _, one := range slowly {
			one.end()
		}
		if limit, taken, _ := all.state(); taken != 0 || all.late != 0 || limit != fewest {
			t.Errorf("%d of %d turns are taken at the end, and %d late", taken, limit, all.late)
		}
	})
}

func TestWhoIsCancelledHoldsNoTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := newTurns()
		all.limit = 1
		one := taken(t, all)[0]
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
		one.end()
	})
}

func TestTheBoundFollowsTheAnswers(t *testing.T) {
	all := newTurns()
	for took, want := range map[time.Duration]int{swift / 2: most, 2 * slow: fewest} {
		for range 1000 {
			all.learn(took)
		}
		all.learn((swift + slow) / 2)
		if all.limit != want {
			t.Errorf("where answers take %s, %d are asked at once", took, all.limit)
		}
	}
}
