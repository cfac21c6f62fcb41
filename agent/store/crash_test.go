package store

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// acknowledged is what a child says that it has written.
type acknowledged struct {
	ID     string
	Turn   int
	Events int
	Ended  bool
	Audit  int
}

// child writes until it is killed, and says after each write what is written.
func child(address string) {
	ctx := context.Background()
	say := json.NewEncoder(os.Stdout)
	fail := func(err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	s, err := Open(ctx, address, Options{Log: quiet})
	fail(err)
	for n := 1; ; n++ {
		c, err := s.Begin(ctx, "ann", "x")
		fail(err)
		a := acknowledged{ID: c.ID, Audit: n - 1}
		fail(say.Encode(a))
		for a.Turn = 1; a.Turn <= 3; a.Turn++ {
			a.Events, a.Ended = 0, false
			_, err := s.Ask(ctx, "ann", c.ID, Question{Text: "x"})
			fail(err)
			fail(say.Encode(a))
			for a.Events = 1; a.Events <= 4; a.Events++ {
				fail(s.Step(ctx, "ann", c.ID, a.Turn, Event{Step: "x"}))
				fail(say.Encode(a))
			}
			a.Events = 4
			fail(s.End(ctx, "ann", c.ID, a.Turn, Done, Result{Report: []byte(exampleReport), Bundle: make([]byte, 50_000)}))
			a.Ended = true
			fail(say.Encode(a))
		}
		fail(s.Audit(ctx, Entry{Actor: c.ID, Action: "ask"}))
	}
}

// TestKilledAtAnyMoment kills a writer after a random number of its writes,
// while it makes the next.
func TestKilledAtAnyMoment(t *testing.T) {
	both(t, func(t *testing.T, address string) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		random, entries := rand.New(rand.NewPCG(seed, 0)), 0
		for range 5 {
			told := kill(t, address, 1+random.IntN(60))
			s := open(t, address, Options{})
			age(t, s) // in PostgreSQL, the lease runs out
			ok(t, s.interrupt(t.Context()))
			for _, a := range told {
				c := must[Conversation](t)(s.Get(t.Context(), "ann", a.ID))
				if len(c.Turns) < a.Turn {
					t.Fatalf("%d turns are there, %d were acknowledged", len(c.Turns), a.Turn)
				}
				for _, turn := range c.Turns {
					if turn.State == Running {
						t.Error("a turn that nobody answers is running")
					}
					if turn.State == Done && (turn.BundleSize != 50_000 || len(must[[]byte](t)(s.Bundle(t.Context(), "ann", a.ID, turn.Number))) != 50_000) {
						t.Error("an ended turn has half of what it had")
					}
				}
				if a.Turn > 0 {
					turn := c.Turns[a.Turn-1]
					n := 0
					ok(t, s.Follow(t.Context(), "ann", a.ID, a.Turn, 0, func(e Event) error {
						if n++; e.Number != n {
							t.Errorf("event %d is at place %d", e.Number, n)
						}
						return nil
					}))
					if n < a.Events || a.Ended && turn.State != Done {
						t.Errorf("%+v was acknowledged, there are %d events and state %s", a, n, turn.State)
					}
				}
			}
			entries += told[len(told)-1].Audit
			if got := must[[]Entry](t)(s.Audited(t.Context(), Filter{Most: 1000})); len(got) < entries {
				t.Errorf("%d audit entries are there, %d were acknowledged", len(got), entries)
			}
			ok(t, s.Close())
		}
	})
}

func kill(t *testing.T, address string, after int) (told []acknowledged) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "NETWHY_STORE_CHILD="+address)
	c.Stderr = os.Stderr
	out := must[interface{ Read([]byte) (int, error) }](t)(c.StdoutPipe())
	ok(t, c.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var a acknowledged
		ok(t, json.Unmarshal(lines.Bytes(), &a))
		if told = append(told, a); len(told) == after {
			ok(t, c.Process.Kill())
		}
	}
	_ = c.Wait() // it was killed
	if len(told) < after {
		t.Fatalf("the child ended by itself after %d writes", len(told))
	}
	if strings.HasPrefix(address, "postgres://") {
		// The server may still be at the child's last statement.
		c := must[*pgx.Conn](t)(pgx.Connect(t.Context(), address))
		must[pgconn.CommandTag](t)(c.Exec(t.Context(), "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"))
		ok(t, c.Close(t.Context()))
	}
	return told
}

// age makes all leases but our own run out.
func age(t testing.TB, s *database) {
	t.Helper()
	_, err := s.write.ExecContext(t.Context(), s.sql("UPDATE replica SET beat = 0 WHERE id <> $1"), s.replica)
	ok(t, err)
}
