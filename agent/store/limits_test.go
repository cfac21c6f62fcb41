package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestLimits(t *testing.T) {
	all(t, func(t *testing.T, address string) {
		s, ctx := open(t, address, Options{Now: newClock().now, Limits: Limits{Question: 10, Conversations: 2, Turns: 1, Events: 2, Report: 20, Bundle: 3}}), t.Context()
		first := must[Conversation](t)(s.Begin(ctx, "ann", "1"))
		other := must[Conversation](t)(s.Begin(ctx, "bob", "1"))
		must[Conversation](t)(s.Begin(ctx, "ann", "2"))
		c := must[Conversation](t)(s.Begin(ctx, "ann", "3"))
		if _, err := s.Get(ctx, "ann", first.ID); !errors.Is(err, ErrAbsent) {
			t.Errorf("the oldest of too many conversations gives %v", err)
		}
		must[Conversation](t)(s.Get(ctx, "bob", other.ID))
		long := strings.Repeat("x", 11)
		must[Turn](t)(s.Ask(ctx, "ann", c.ID, Question{Text: "x"}))
		ok(t, s.Step(ctx, "ann", c.ID, 1, Event{Step: "1"}))
		ok(t, s.Step(ctx, "ann", c.ID, 1, Event{Step: "2"}))
		_, title := s.Begin(ctx, "ann", long)
		_, question := s.Ask(ctx, "ann", c.ID, Question{Text: long})
		_, turns := s.Ask(ctx, "ann", c.ID, Question{Text: "x"})
		for name, err := range map[string]error{
			"title": title, "question": question, "turns": turns,
			"event":   s.Step(ctx, "ann", c.ID, 1, Event{Step: "3"}),
			"step":    s.Step(ctx, "ann", c.ID, 1, Event{Step: long}),
			"comment": s.Rate(ctx, "ann", c.ID, 1, &Feedback{Comment: long}),
			"report":  s.End(ctx, "ann", c.ID, 1, Done, Result{Report: []byte(exampleReport)}),
			"bundle":  s.End(ctx, "ann", c.ID, 1, Done, Result{Bundle: []byte("1234")}),
		} {
			if !errors.Is(err, ErrLimit) {
				t.Errorf("%s beyond the limit gives %v", name, err)
			}
		}
		if err := s.End(ctx, "ann", c.ID, 1, Done, Result{Report: []byte("{")}); err == nil {
			t.Error("a report that is not JSON was kept")
		}
		if got := must[Turn](t)(s.Turn(ctx, "ann", c.ID, 1)); got.Events != 2 || got.State != Running {
			t.Errorf("after refusals the turn is %+v", got)
		}
	})
}

func TestSweep(t *testing.T) {
	all(t, func(t *testing.T, address string) {
		now := newClock()
		s, ctx := open(t, address, Options{Now: now.now, Limits: Limits{Bundles: 9, KeepBundle: 2 * day, KeepConversation: 4 * day, KeepAudit: 8 * day}}), t.Context()
		c := must[Conversation](t)(s.Begin(ctx, "ann", "x"))
		for range 3 {
			ended(t, s, "ann", c.ID, "x")
		}
		ok(t, s.Audit(ctx, Entry{Actor: "ann", Action: "ask"}))
		busy := must[Conversation](t)(s.Begin(ctx, "ann", "busy"))
		must[Turn](t)(s.Ask(ctx, "ann", busy.ID, Question{Text: "x"}))
		for _, step := range []struct {
			after time.Duration
			want  Swept
			sizes string
		}{
			{0, Swept{Bundles: 1}, "044"}, {0, Swept{}, "044"}, {3 * day, Swept{Bundles: 2}, "000"}, {2 * day, Swept{Conversations: 1}, ""}, {4 * day, Swept{Entries: 1}, ""},
		} {
			now.pass(step.after)
			if got := must[Swept](t)(s.Sweep(ctx)); got != step.want {
				t.Errorf("after %s more, swept %+v, want %+v", step.after, got, step.want)
			}
			got, err := s.Get(ctx, "ann", c.ID)
			sizes := ""
			for _, turn := range got.Turns {
				sizes += string('0' + rune(turn.BundleSize))
				if string(turn.Report) != exampleReport {
					t.Error("a report went with its bundle")
				}
			}
			if sizes != step.sizes || (err != nil) != (step.sizes == "") {
				t.Errorf("the bundles have %q, %v, want %q", sizes, err, step.sizes)
			}
		}
		must[Conversation](t)(s.Get(ctx, "ann", busy.ID))
		if list := must[[]Conversation](t)(s.List(ctx, "ann", "x", Page{})); len(list) != 1 {
			t.Errorf("the search still finds %+v", list)
		}
	})
}

func TestSQLiteIsOneProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?#%.db")
	s := open(t, path, Options{})
	if _, err := Open(t.Context(), path, Options{}); err == nil || !strings.Contains(err.Error(), "another process") {
		t.Errorf("opened twice: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v", err)
	}
	ok(t, s.Close())
	open(t, path, Options{})
}

func TestSQLiteGivesSpaceBackAndOverwrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	now := newClock()
	s, ctx := open(t, path, Options{Now: now.now}), t.Context()
	c := must[Conversation](t)(s.Begin(ctx, "ann", "x"))
	must[Turn](t)(s.Ask(ctx, "ann", c.ID, Question{Text: "x"}))
	const mark = "evidence of long ago"
	ok(t, s.End(ctx, "ann", c.ID, 1, Done, Result{Bundle: []byte(strings.Repeat(mark, 100_000))}))
	now.pass(31 * day)
	if got := must[Swept](t)(s.Sweep(ctx)); got.Bundles != 1 {
		t.Fatalf("swept %+v", got)
	}
	ok(t, s.Close()) // moves all into the file
	data := must[[]byte](t)(os.ReadFile(path))
	if len(data) > 300_000 || strings.Contains(string(data), mark) {
		t.Errorf("after 2 MB were removed, the file has %d bytes", len(data))
	}
}

func TestErrorsDoNotTellThePassword(t *testing.T) {
	for _, address := range []string{"postgres://ann:sesame@host:port/x", "postgres://ann:ses%zzame@host/x", "postgres://ann:sesame@127.0.0.1:1/x?connect_timeout=5"} {
		if _, err := Open(t.Context(), address, Options{Log: quiet}); err == nil || strings.Contains(err.Error(), "ses%zz") || strings.Contains(err.Error(), "sesame") {
			t.Errorf("got %v", err)
		}
	}
}
