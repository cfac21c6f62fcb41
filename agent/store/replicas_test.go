package store

import (
	"context"
	"errors"
	"syscall"
	"testing"
	"time"
)

// replicas are two stores on one database, whose followers look only when woken.
func replicas(t *testing.T) (a, b *database, id string) {
	t.Helper()
	address := shared.Database(t)
	a, b = open(t, address, Options{}), open(t, address, Options{})
	a.glance, b.glance = time.Hour, time.Hour
	c := must[Conversation](t)(a.Begin(t.Context(), "ann", "x"))
	must[Turn](t)(a.Ask(t.Context(), "ann", c.ID, Question{Text: "x"}))
	return a, b, c.ID
}

// following gives the events that a follower is told, and how it ended. As a
// browser does, it comes back after an error, from the last event on.
func following(ctx context.Context, s Store, id string) (events chan Event, end chan error) {
	events, end = make(chan Event, 100), make(chan error, 1)
	go func() {
		for last := 0; ; {
			err := s.Follow(ctx, "ann", id, 1, last, func(e Event) error { events <- e; last = e.Number; return nil })
			if err == nil || errors.Is(err, ErrAbsent) || ctx.Err() != nil {
				end <- err
				return
			}
			select {
			case <-time.After(20 * time.Millisecond):
			case <-ctx.Done():
			}
		}
	}()
	return events, end
}

func next[T any](t testing.TB, c chan T) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(time.Minute):
		t.Fatal("nothing came")
	}
	return v
}

func TestFollowersHearOtherReplicas(t *testing.T) {
	a, b, id := replicas(t)
	events, end := following(t.Context(), b, id)
	for n := 1; n <= 3; n++ {
		ok(t, a.Step(t.Context(), "ann", id, 1, Event{Step: "x"}))
		if e := next(t, events); e.Number != n {
			t.Errorf("event %d came, want %d", e.Number, n)
		}
	}
	ok(t, a.End(t.Context(), "ann", id, 1, Done, Result{Why: "x"}))
	ok(t, next(t, end))
}

func TestOneReplicaDoesNotInterruptAnother(t *testing.T) {
	a, b, id := replicas(t)
	ctx := t.Context()
	events, end := following(ctx, a, id)
	ok(t, b.interrupt(ctx))
	if got := must[Turn](t)(b.Turn(ctx, "ann", id, 1)); got.State != Running {
		t.Fatalf("a turn of a living replica is %s", got.State)
	}
	ok(t, a.Step(ctx, "ann", id, 1, Event{Step: "x"}))
	next(t, events)
	if err := b.End(ctx, "ann", id, 1, Done, Result{}); !errors.Is(err, ErrEnded) {
		t.Errorf("another replica ends it: %v", err)
	}

	age(t, b) // a was silent for too long
	ok(t, b.interrupt(ctx))
	if got := must[Turn](t)(b.Turn(ctx, "ann", id, 1)); got.State != Interrupted || got.Why == "" || got.Events != 1 || got.Ended.IsZero() {
		t.Errorf("a lost turn is %+v", got)
	}
	ok(t, next(t, end))
	if err := a.Step(ctx, "ann", id, 1, Event{Step: "x"}); !errors.Is(err, ErrEnded) {
		t.Errorf("a step after the interruption gives %v", err)
	}
	ok(t, a.End(ctx, "ann", id, 1, Done, Result{Report: []byte(exampleReport)})) // it lived after all
	if got := must[Turn](t)(b.Turn(ctx, "ann", id, 1)); got.State != Done || got.Status != "fault" || got.Why != "" {
		t.Errorf("what came of it after all: %+v", got)
	}
	ok(t, a.beat(ctx))
	must[Turn](t)(a.Ask(ctx, "ann", id, Question{Text: "y"}))
	ok(t, b.interrupt(ctx))
	if got := must[Turn](t)(b.Turn(ctx, "ann", id, 2)); got.State != Running {
		t.Errorf("after a new beat a turn is %s", got.State)
	}
}

func TestCloseInterruptsItsOwnTurnsAlone(t *testing.T) {
	a, b, id := replicas(t)
	other := must[Conversation](t)(b.Begin(t.Context(), "ann", "b's")).ID
	must[Turn](t)(b.Ask(t.Context(), "ann", other, Question{Text: "b's"}))
	ok(t, a.Close())
	first, second := must[Turn](t)(b.Turn(t.Context(), "ann", id, 1)), must[Turn](t)(b.Turn(t.Context(), "ann", other, 1))
	if first.State != Interrupted || second.State != Running {
		t.Errorf("after the end of one replica: %s, %s", first.State, second.State)
	}
}

func TestFollowersSurviveACrashOfTheServer(t *testing.T) {
	a, b, id := replicas(t)
	ctx := t.Context()
	events, end := following(ctx, b, id)
	ok(t, a.Step(ctx, "ann", id, 1, Event{Step: "before"}))
	next(t, events)
	server := shared.Server(t)
	server.Stop(syscall.SIGQUIT)
	if err := a.Step(ctx, "ann", id, 1, Event{Step: "during"}); err == nil {
		t.Error("a step was acknowledged without a server")
	}
	ok(t, server.Start(ctx))
	ok(t, a.Ready(ctx))
	ok(t, a.Step(ctx, "ann", id, 1, Event{Step: "after"}))
	if e := next(t, events); e.Step != "after" || e.Number != 2 {
		t.Errorf("after the crash came %+v", e)
	}
	ok(t, a.End(ctx, "ann", id, 1, Done, Result{Why: "x"}))
	ok(t, next(t, end))
}
