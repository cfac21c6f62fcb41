package store

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/netwhy/netwhy/test/postgres"
)

var shared postgres.Shared

func TestMain(m *testing.M) {
	if address := os.Getenv("NETWHY_STORE_CHILD"); address != "" {
		child(address)
		return
	}
	os.Exit(shared.Main(m))
}

// clock is one that a test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Millisecond)
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func newClock() *clock { return &clock{at: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)} }

var quiet = slog.New(slog.DiscardHandler)

func open(t testing.TB, address string, o Options) *database {
	t.Helper()
	if o.Log == nil {
		o.Log = quiet
	}
	s, err := Open(t.Context(), address, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // it may be closed already
	return s.(*database)
}

// both runs a test on a new database of either kind.
func both(t *testing.T, test func(t *testing.T, address string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "store.db")) })
	t.Run("postgres", func(t *testing.T) { test(t, shared.Database(t)) })
}

// all runs a test also on the database that ends with its process.
func all(t *testing.T, test func(t *testing.T, address string)) {
	both(t, test)
	t.Run("memory", func(t *testing.T) { test(t, Memory) })
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const exampleReport = `{"schema":"s","status":"fault","summary":"Service shop/payments-api: no endpoint is ready.","findings":[{"says":"selector app=größe matches nothing"}],"evidence":[{"digest":"hidden"}]}`

func ended(t testing.TB, s Store, owner, id, question string) {
	t.Helper()
	turn := must[Turn](t)(s.Ask(t.Context(), owner, id, Question{Text: question, Namespace: "shop"}))
	ok(t, s.End(t.Context(), owner, id, turn.Number, Done, Result{Report: []byte(exampleReport), Pictures: []byte(`{"a":1}`), Bundle: []byte("PK\x00\xff")}))
}

func TestWhatIsWrittenIsThereAfterReopening(t *testing.T) {
	both(t, func(t *testing.T, address string) {
		s, ctx := open(t, address, Options{}), t.Context()
		c := must[Conversation](t)(s.Begin(ctx, "ann", "why \x00 \xff?"))
		ended(t, s, "ann", c.ID, "why is payments unreachable")
		ok(t, s.Rate(ctx, "ann", c.ID, 1, &Feedback{Up: true, Comment: "thanks"}))
		ok(t, s.Rename(ctx, "ann", c.ID, "payments"))
		ok(t, s.Close())
		s = open(t, address, Options{})
		got := must[Conversation](t)(s.Get(ctx, "ann", c.ID))
		if got.Title != "payments" || len(got.Turns) != 1 || got.State != Done || got.Status != "fault" || got.Updated.Before(got.Created) {
			t.Fatalf("got %+v", got)
		}
		turn := got.Turns[0]
		if string(turn.Report) != exampleReport || string(turn.Pictures) != `{"a":1}` || turn.Answer != nil || turn.BundleSize != 4 || turn.Feedback == nil || !turn.Feedback.Up || turn.Feedback.Comment != "thanks" || turn.Namespace != "shop" {
			t.Errorf("got %+v", turn)
		}
		if data := must[[]byte](t)(s.Bundle(ctx, "ann", c.ID, 1)); string(data) != "PK\x00\xff" {
			t.Errorf("the bundle is %q", data)
		}
		if err := s.End(ctx, "ann", c.ID, 1, Done, Result{}); !errors.Is(err, ErrEnded) {
			t.Errorf("a turn ended twice gives %v", err)
		}
		if err := s.Step(ctx, "ann", c.ID, 1, Event{Step: "late"}); !errors.Is(err, ErrEnded) {
			t.Errorf("a step after the end gives %v", err)
		}
	})
}

// TestNobodyReachesWhatIsAnothers calls each method of an owner as somebody else.
func TestNobodyReachesWhatIsAnothers(t *testing.T) {
	all(t, func(t *testing.T, address string) {
		s, ctx := open(t, address, Options{}), t.Context()
		c := must[Conversation](t)(s.Begin(ctx, "ann", "secret-name"))
		ended(t, s, "ann", c.ID, "question")
		must[Turn](t)(s.Ask(ctx, "ann", c.ID, Question{Text: "running"}))
		before := must[Conversation](t)(s.Get(ctx, "ann", c.ID))
		for _, owner := range []string{"bob", "", "ann ", "Ann"} {
			for name, do := range map[string]func() error{
				"get":    func() error { _, err := s.Get(ctx, owner, c.ID); return err },
				"turn":   func() error { _, err := s.Turn(ctx, owner, c.ID, 1); return err },
				"bundle": func() error { _, err := s.Bundle(ctx, owner, c.ID, 1); return err },
				"rename": func() error { return s.Rename(ctx, owner, c.ID, "x") },
				"delete": func() error { return s.Delete(ctx, owner, c.ID) },
				"share":  func() error { _, err := s.Share(ctx, owner, c.ID, true); return err },
				"hide":   func() error { _, err := s.Share(ctx, owner, c.ID, false); return err },
				"ask":    func() error { _, err := s.Ask(ctx, owner, c.ID, Question{Text: "x"}); return err },
				"step":   func() error { return s.Step(ctx, owner, c.ID, 2, Event{Step: "x"}) },
				"end":    func() error { return s.End(ctx, owner, c.ID, 2, Done, Result{}) },
				"rate":   func() error { return s.Rate(ctx, owner, c.ID, 1, &Feedback{}) },
				"follow": func() error { return s.Follow(ctx, owner, c.ID, 2, 0, nil) },
			} {
				if err := do(); !errors.Is(err, ErrAbsent) {
					t.Errorf("%s as %q gives %v", name, owner, err)
				}
			}
			for _, search := range []string{"", "question"} {
				if list := must[[]Conversation](t)(s.List(ctx, owner, search, Page{})); len(list) != 0 {
					t.Errorf("%q lists %+v", owner, list)
				}
			}
		}
		after := must[Conversation](t)(s.Get(ctx, "ann", c.ID))
		if after.Title != before.Title || len(after.Turns) != 2 || !after.Updated.Equal(before.Updated) || after.Shared != "" {
			t.Errorf("somebody else changed it: %+v", after)
		}
	})
}

func TestShare(t *testing.T) {
	all(t, func(t *testing.T, address string) {
		s, ctx := open(t, address, Options{}), t.Context()
		c := must[Conversation](t)(s.Begin(ctx, "ann", "x"))
		token := must[string](t)(s.Share(ctx, "ann", c.ID, true))
		if again := must[string](t)(s.Share(ctx, "ann", c.ID, true)); token == "" || again != token {
			t.Errorf("tokens %q and %q", token, again)
		}
		if owner, id, err := s.Shared(ctx, token); err != nil || owner != "ann" || id != c.ID {
			t.Errorf("the token opens %q of %q, %v", id, owner, err)
		}
		must[string](t)(s.Share(ctx, "ann", c.ID, false))
		for _, token := range []string{token, ""} {
			if _, _, err := s.Shared(ctx, token); !errors.Is(err, ErrAbsent) {
				t.Errorf("token %q gives %v", token, err)
			}
		}
	})
}

func TestSearchAndPages(t *testing.T) {
	all(t, func(t *testing.T, address string) {
		s, ctx := open(t, address, Options{Now: newClock().now}), t.Context()
		var ids []string
		for _, question := range []string{"DNS is slow", "10.0.0.7 times out", "nothing", "it's a \"quote' & | ! <-> :*"} {
			c := must[Conversation](t)(s.Begin(ctx, "ann", question))
			must[Turn](t)(s.Ask(ctx, "ann", c.ID, Question{Text: question}))
			ids = append(ids, c.ID)
		}
		ok(t, s.End(ctx, "ann", ids[2], 1, Done, Result{Report: []byte(exampleReport)}))
		for search, want := range map[string]string{
			"": "2310", "dns": "0", "SLO dn": "0", "10.0.0.7": "1", "10.0.0.8": "", "payments-api": "2", "pay shop": "2", "GRÖSSE": "", "größe": "2",
			"hidden": "", "' \" : * & |": "", `quote' & "it`: "3", "slow nothing": "", "\x00dns": "0", "AND": "", "words:dns": "",
		} {
			var got strings.Builder
			for _, c := range must[[]Conversation](t)(s.List(ctx, "ann", search, Page{})) {
				for i, id := range ids {
					if id == c.ID {
						got.WriteByte('0' + byte(i))
					}
				}
			}
			if got.String() != want {
				t.Errorf("%q finds %q, want %q", search, got.String(), want)
			}
		}
		first := must[[]Conversation](t)(s.List(ctx, "ann", "", Page{Most: 3}))
		second := must[[]Conversation](t)(s.List(ctx, "ann", "", Page{Most: 3, After: first[2].ID}))
		if len(first) != 3 || len(second) != 1 || second[0].ID != ids[0] {
			t.Errorf("pages are %+v and %+v", first, second)
		}
	})
}

func TestFollowersMissNothing(t *testing.T) {
	all(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		c := must[Conversation](t)(s.Begin(ctx, "ann", "x"))
		must[Turn](t)(s.Ask(ctx, "ann", c.ID, Question{Text: "x"}))
		const writers, each, readers = 3, 30, 4
		var reading, writing sync.WaitGroup
		for range readers {
			reading.Go(func() {
				last, away := 0, errors.New("the connection is lost")
				for {
					// Every few events the browser reconnects.
					n := 0
					err := s.Follow(ctx, "ann", c.ID, 1, last, func(e Event) error {
						if e.Number != last+1 {
							t.Errorf("event %d follows %d", e.Number, last)
						}
						if last, n = e.Number, n+1; n == 7 {
							return away
						}
						return nil
					})
					if !errors.Is(err, away) {
						if err != nil || last != writers*each {
							t.Errorf("the last event is %d, %v", last, err)
						}
						return
					}
				}
			})
		}
		for range writers {
			writing.Go(func() {
				for i := range each {
					if err := s.Step(ctx, "ann", c.ID, 1, Event{Step: "step", Done: i, Of: each}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		writing.Wait()
		ok(t, s.End(ctx, "ann", c.ID, 1, Done, Result{Why: "done"}))
		reading.Wait()
	})
}

func TestAudit(t *testing.T) {
	all(t, func(t *testing.T, address string) {
		now := newClock()
		s, ctx := open(t, address, Options{Now: now.now, Limits: Limits{Entry: 100}}), t.Context()
		ok(t, s.Audit(ctx, Entry{Actor: "ann", Face: "web", Action: "ask", Conversation: "c", Turn: 1, Asked: "why?", Reads: []Read{{Call: "kubectl get pods -n shop", Items: 3}, {Call: strings.Repeat("x", 100)}}}))
		ok(t, s.Audit(ctx, Entry{Actor: "bob", Face: "mcp", Action: "kubectl_get", Denied: "no permission"}))
		all := must[[]Entry](t)(s.Audited(ctx, Filter{}))
		if len(all) != 2 || all[0].Actor != "bob" || all[0].Denied == "" || len(all[1].Reads) != 1 || all[1].Reads[0].Items != 3 || all[1].Omitted != 1 {
			t.Fatalf("got %+v", all)
		}
		if got := must[[]Entry](t)(s.Audited(ctx, Filter{Actor: "ann"})); len(got) != 1 || got[0].Asked != "why?" {
			t.Errorf("ann did %+v", got)
		}
		if got := must[[]Entry](t)(s.Audited(ctx, Filter{Before: all[0].Number, Since: all[1].Time})); len(got) != 1 || got[0].Actor != "ann" {
			t.Errorf("before that: %+v", got)
		}
	})
}

// A query that is given up may cost its connection, which is all that this
// store is.
func TestMemoryOutlivesWhoGaveUp(t *testing.T) {
	s := open(t, Memory, Options{})
	c := must[Conversation](t)(s.Begin(t.Context(), "ann", "a"))
	for range 50 {
		ctx, cancel := context.WithCancel(t.Context())
		go cancel()
		_, _ = s.Ask(ctx, "ann", c.ID, Question{Text: "q"})
		_, _ = s.Get(ctx, "ann", c.ID)
	}
	if got := must[Conversation](t)(s.Get(t.Context(), "ann", c.ID)); got.Title != "a" {
		t.Errorf("got %+v", got)
	}
}
