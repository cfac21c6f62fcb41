package queue

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
)

func TestWhoAsksMuchDelaysNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New(2, 1)
		var mu sync.Mutex
		var order []string
		places := map[string]*Place{}
		told := 0
		enter := func(caller, name string) {
			p, err := q.Enter(t.Context(), caller, func() { mu.Lock(); told++; mu.Unlock() })
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			mu.Lock()
			defer mu.Unlock()
			order = append(order, name)
			places[name] = p
		}
		for i := range 4 {
			go enter("ann", fmt.Sprintf("ann %d", i))
			synctest.Wait()
		}
		go enter("bob", "bob 0")
		synctest.Wait()
		go enter("bob", "bob 1")
		synctest.Wait()
		for range 6 { // each that is under way ends, the first first
			mu.Lock()
			first := order[len(order)-min(2, len(places))]
			p := places[first]
			delete(places, first)
			mu.Unlock()
			p.Leave()
			p.Leave()
			synctest.Wait()
		}
		if got, want := fmt.Sprint(order), "[ann 0 ann 1 bob 0 ann 2 bob 1 ann 3]"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if told != 4 {
			t.Errorf("%d were told that they wait, want 4", told)
		}
		if q.usual.free != 2 || len(q.usual.under) != 0 {
			t.Errorf("left behind: %+v", q.usual.under)
		}
	})
}

func TestWhatIsWideWaitsElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New(1, 1)
		nothing := func() {}
		first, err := q.Enter(t.Context(), "ann", nothing)
		if err != nil || first.Widen(t.Context(), nothing) != nil || first.Widen(t.Context(), nothing) != nil {
			t.Fatal("the first is not let in", err)
		}
		second, err := q.Enter(t.Context(), "bob", nothing)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		failed := make(chan error, 1)
		go func() { failed <- second.Widen(ctx, nothing) }()
		synctest.Wait()
		third, err := q.Enter(t.Context(), "eve", func() { t.Error("one that waits for a wide place holds another") })
		if err != nil {
			t.Fatal(err)
		}
		cancel()
		if err := <-failed; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		for _, p := range []*Place{first, second, third} {
			p.Leave()
		}
		if q.usual.free != 1 || q.wide.free != 1 {
			t.Errorf("%d and %d places are free, want 1 and 1", q.usual.free, q.wide.free)
		}
	})
}

func TestWhoIsGoneIsNotCalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New(1, 1)
		first, err := q.Enter(t.Context(), "ann", func() {})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan error, 1)
		go func() { _, err := q.Enter(ctx, "bob", func() {}); gone <- err }()
		synctest.Wait()
		cancel()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if _, err := q.Enter(ctx, "bob", func() {}); !errors.Is(err, context.Canceled) {
			t.Errorf("who is gone already: got %v", err)
		}
		first.Leave()
		if _, err := q.Enter(t.Context(), "eve", func() { t.Error("the place of who is gone is taken") }); err != nil {
			t.Error(err)
		}
	})
}
