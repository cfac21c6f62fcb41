package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestSessions(t *testing.T) {
	all(t, func(t *testing.T, address string) {
		now := newClock()
		s, ctx := open(t, address, Options{Now: now.now, Limits: Limits{Sessions: 2}}), t.Context()
		begin := func(hash, owner string, last time.Duration) {
			t.Helper()
			ok(t, s.BeginSession(ctx, hash, Session{Owner: owner, Data: []byte(hash), Expiry: now.now().Add(last)}))
		}
		there := func(want ...string) {
			t.Helper()
			var got []string
			for _, hash := range []string{"a", "b", "c", "d", "n"} {
				switch v, err := s.Session(ctx, hash); {
				case err == nil && string(v.Data) != "gone":
					got = append(got, hash+":"+v.Owner)
				case !errors.Is(err, ErrAbsent):
					t.Errorf("%s: %v", hash, err)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("there are %v, want %v", got, want)
			}
		}
		begin("a", "ann", time.Hour)
		begin("n", "", time.Hour)
		begin("b", "ann", time.Hour)
		begin("d", "bob", time.Hour)
		there("a:ann", "b:ann", "d:bob", "n:")
		begin("c", "ann", 2*time.Hour) // one too many
		there("b:ann", "c:ann", "d:bob", "n:")
		if err := s.BeginSession(ctx, "c", Session{Owner: "eve", Data: []byte("x"), Expiry: now.now().Add(time.Hour)}); err == nil {
			t.Error("a hash has two owners")
		}
		ok(t, s.EndSession(ctx, "b"))
		ok(t, s.EndSession(ctx, "b")) // it is no error that it is gone
		if err := s.KeepSession(ctx, "b", []byte("gone"), now.now().Add(time.Hour)); !errors.Is(err, ErrAbsent) {
			t.Errorf("an ended session is kept: %v", err)
		}
		there("c:ann", "d:bob", "n:")
		ok(t, s.KeepSession(ctx, "d", []byte("more"), now.now().Add(3*time.Hour)))
		now.pass(61 * time.Minute)
		there("c:ann", "d:bob")
		if err := s.KeepSession(ctx, "n", []byte("gone"), now.now().Add(time.Hour)); !errors.Is(err, ErrAbsent) {
			t.Errorf("an expired session is kept: %v", err)
		}
		must[Swept](t)(s.Sweep(ctx))
		ok(t, s.EndSessions(ctx, "ann"))
		there("d:bob")
		var left int
		ok(t, s.row(ctx, s.read, "SELECT count(*) FROM session", nil, &left))
		if left != 1 {
			t.Errorf("after the sweep there are %d", left)
		}
		if err := s.BeginSession(ctx, "e", Session{Owner: "ann", Data: []byte(strings.Repeat("x", mostSession+1))}); !errors.Is(err, ErrLimit) {
			t.Errorf("a huge session: %v", err)
		}
	})
}

func TestConsent(t *testing.T) {
	all(t, func(t *testing.T, address string) {
		now := newClock()
		s, ctx := open(t, address, Options{Now: now.now}), t.Context()
		agreed := func(owner, digest string, want bool) {
			t.Helper()
			if got := must[bool](t)(s.Consented(ctx, owner, digest)); got != want {
				t.Errorf("%s agreed to %s: %v", owner, digest, got)
			}
		}
		agreed("ann", "one", false)
		ok(t, s.Consent(ctx, "ann", "one"))
		ok(t, s.Consent(ctx, "ann", "one"))
		agreed("ann", "one", true)
		agreed("ann", "two", false)
		agreed("bob", "one", false)
		now.pass(366 * day)
		must[Swept](t)(s.Sweep(ctx))
		agreed("ann", "one", false)
	})
}
