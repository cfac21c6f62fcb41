package store

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/test/postgres"
)

var release = flag.Bool("release", false, "keep a database of the newest version as a fixture, where there is none")

// versions are the names of a flavour's migrations, the oldest first.
func versions(t *testing.T, flavour string) (names []string) {
	t.Helper()
	for _, f := range must[[]fs.DirEntry](t)(migrations.ReadDir("migration/" + flavour)) {
		names = append(names, strings.TrimSuffix(f.Name(), ".sql"))
	}
	if len(names) == 0 {
		t.Fatal("there are no migrations")
	}
	return names
}

// fill writes some of everything; one turn is left running.
func fill(t *testing.T, s *database) {
	t.Helper()
	ctx := t.Context()
	c := must[Conversation](t)(s.Begin(ctx, "ann", "kept"))
	must[Turn](t)(s.Ask(ctx, "ann", c.ID, Question{Text: "first question", Namespace: "shop"}))
	ok(t, s.Step(ctx, "ann", c.ID, 1, Event{Step: "gathering", Done: 1, Of: 2}))
	ok(t, s.End(ctx, "ann", c.ID, 1, Done, Result{Report: []byte(exampleReport), Bundle: []byte("PK")}))
	ok(t, s.Rate(ctx, "ann", c.ID, 1, &Feedback{Comment: "no"}))
	ok(t, s.Audit(ctx, Entry{Actor: "ann", Action: "ask", Reads: []Read{{Call: "kubectl get pods", Items: 1}}}))
	must[Turn](t)(s.Ask(ctx, "ann", c.ID, Question{Text: "second question", Rerun: 1}))
	ok(t, s.BeginSession(ctx, "hash", Session{Owner: "ann", Data: []byte("data"), Expiry: s.now().Add(100 * 365 * day)}))
	ok(t, s.Consent(ctx, "ann", "digest"))
}

// filled holds what fill wrote against a store of this version.
func filled(t *testing.T, s *database, version string) {
	t.Helper()
	ctx := t.Context()
	list := must[[]Conversation](t)(s.List(ctx, "ann", "payments first", Page{}))
	if len(list) != 1 || list[0].Title != "kept" || list[0].Status != "fault" {
		t.Fatalf("found %+v", list)
	}
	c := must[Conversation](t)(s.Get(ctx, "ann", list[0].ID))
	if len(c.Turns) != 2 || string(c.Turns[0].Report) != exampleReport || c.Turns[0].Feedback == nil || c.Turns[0].Feedback.Comment != "no" || c.Turns[1].State != Interrupted || c.Turns[1].Rerun != 1 {
		t.Errorf("got %+v", c)
	}
	if data := must[[]byte](t)(s.Bundle(ctx, "ann", c.ID, 1)); string(data) != "PK" {
		t.Errorf("the bundle is %q", data)
	}
	var steps []Event
	ok(t, s.Follow(ctx, "ann", c.ID, 1, 0, func(e Event) error { steps = append(steps, e); return nil }))
	if len(steps) != 1 || steps[0].Step != "gathering" || steps[0].Of != 2 {
		t.Errorf("the steps are %+v", steps)
	}
	if log := must[[]Entry](t)(s.Audited(ctx, Filter{})); len(log) != 1 || len(log[0].Reads) != 1 {
		t.Errorf("the audit log is %+v", log)
	}
	must[Turn](t)(s.Ask(ctx, "ann", c.ID, Question{Text: "third"}))
	agreed := must[bool](t)(s.Consented(ctx, "ann", "digest"))
	if had, err := s.Session(ctx, "hash"); version > "00002" && (!agreed || err != nil || had.Owner != "ann" || string(had.Data) != "data") {
		t.Errorf("signed in is %+v, %v, agreed %v", had, err, agreed)
	}
	ok(t, s.BeginSession(ctx, "new", Session{Owner: "ann", Expiry: s.now().Add(time.Hour), Data: []byte("x")}))
}

// TestEveryReleasedVersionIsMigrated opens a database of each version.
func TestEveryReleasedVersionIsMigrated(t *testing.T) {
	year := Limits{KeepBundle: 100 * 365 * day, KeepConversation: 100 * 365 * day, KeepAudit: 100 * 365 * day}
	for _, v := range versions(t, "sqlite") {
		t.Run("sqlite "+v, func(t *testing.T) {
			fixture, path := filepath.Join("testdata", "sqlite", v+".db"), filepath.Join(t.TempDir(), "store.db")
			if _, err := os.Stat(fixture); *release && os.IsNotExist(err) {
				s := open(t, path, Options{})
				fill(t, s)
				_, err := s.write.ExecContext(t.Context(), "VACUUM INTO ?", fixture)
				ok(t, err)
				ok(t, s.Close())
				return
			}
			ok(t, os.WriteFile(path, must[[]byte](t)(os.ReadFile(fixture)), 0o600))
			filled(t, open(t, path, Options{Limits: year}), v)
		})
	}
	for _, v := range versions(t, "postgres") {
		t.Run("postgres "+v, func(t *testing.T) {
			fixture, address := filepath.Join("testdata", "postgres", v+".sql"), shared.Database(t)
			server := shared.Server(t)
			if _, err := os.Stat(fixture); *release && os.IsNotExist(err) {
				fill(t, open(t, address, Options{}))
				ok(t, os.WriteFile(fixture, must[[]byte](t)(server.Dump(t.Context(), postgres.Name(address))), 0o644))
				return
			}
			ok(t, server.Load(t.Context(), postgres.Name(address), fixture))
			s := open(t, address, Options{Limits: year})
			age(t, s)
			ok(t, s.interrupt(t.Context()))
			filled(t, s, v)
		})
	}
}

func TestANewerVersionIsRefused(t *testing.T) {
	both(t, func(t *testing.T, address string) {
		s := open(t, address, Options{})
		_, err := s.write.ExecContext(t.Context(), s.sql("INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, $2)"), 999, true)
		ok(t, err)
		ok(t, s.Close())
		if _, err := Open(t.Context(), address, Options{Log: quiet}); err == nil || !strings.Contains(err.Error(), "version 999") {
			t.Errorf("opened: %v", err)
		}
	})
}
