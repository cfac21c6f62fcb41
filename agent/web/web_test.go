package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/test/postgres"
)

var shared postgres.Shared

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

const asked = "pods in shop cannot reach payments"

// recorded answers every question with a recording.
func recorded(t *testing.T) Investigate {
	t.Helper()
	b, err := bundle.Open("../../cmd/netwhy/demo/selector-mismatch.zip", catalog.Kinds())
	if err != nil {
		t.Fatal(err)
	}
	return func(_ context.Context, q Question) (*bundle.Bundle, *report.Report, error) {
		q.Step("looking", 1, 2)
		q.Step("judging", 0, 0)
		return b, agent.Judge(b), nil
	}
}

// caller is of the header, so that tests can be two people.
func byHeader(r *http.Request) (Caller, error) {
	name := r.Header.Get("Test-Caller")
	if name == "" {
		return Caller{}, errors.New("nobody")
	}
	return Caller{Name: name, Rights: tool.Own, Admin: name == "root"}, nil
}

func server(t *testing.T, investigate Investigate) *Server {
	t.Helper()
	return over(t, filepath.Join(t.TempDir(), "store.db"), investigate)
}

// over is a server over a database.
func over(t *testing.T, address string, investigate Investigate) *Server {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	kept, err := store.Open(t.Context(), address, store.Options{Log: log})
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{Gate: byHeader, Store: kept, Investigate: investigate, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Stop()
		_ = kept.Close() // a test may have closed it
	})
	return s
}

// as asks the server as somebody, and gives the status and the body.
func as(s *Server, who, method, path, body string, headers ...string) (int, string) {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Test-Caller", who)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// begun starts a conversation of ann, and waits until its first turn has ended.
func begun(t *testing.T, s *Server) string {
	t.Helper()
	code, body := as(s, "ann", "POST", "/api/conversations", `{"question":"`+asked+`"}`)
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(body), &made); code != http.StatusAccepted || err != nil {
		t.Fatalf("got %d %s, %v", code, body, err)
	}
	as(s, "ann", "GET", "/api/conversations/"+made.ID+"/turns/1/events", "")
	return made.ID
}

func TestHealth(t *testing.T) {
	s := server(t, recorded(t))
	for path, want := range map[string]int{"/healthz": http.StatusOK, "/readyz": http.StatusOK, "/metrics": http.StatusForbidden} {
		if code, body := as(s, "", "GET", path, ""); code != want {
			t.Errorf("%s: got %d %s", path, code, body)
		}
	}
	if err := s.Store.Close(); err != nil {
		t.Fatal(err)
	}
	if code, body := as(s, "", "GET", "/readyz", ""); code != http.StatusServiceUnavailable || strings.Contains(body, "sql") {
		t.Errorf("without its store it is %d %s", code, body)
	}
	s.Stop()
	if code, body := as(s, "ann", "GET", "/readyz", ""); code != http.StatusServiceUnavailable || !strings.Contains(body, ending) {
		t.Errorf("at its end it is %d %s", code, body)
	}
	if code, _ := as(s, "", "GET", "/healthz", ""); code != http.StatusOK {
		t.Errorf("at its end it is alive with %d", code)
	}
}

func TestAConversation(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { converse(t, server(t, recorded(t))) })
	t.Run("memory", func(t *testing.T) { converse(t, over(t, store.Memory, recorded(t))) })
	t.Run("postgres", func(t *testing.T) { converse(t, over(t, shared.Database(t), recorded(t))) })
}

func converse(t *testing.T, s *Server) {
	t.Helper()
	id := begun(t, s)
	at := "/api/conversations/" + id
	_, body := as(s, "ann", "GET", at, "")
	var c store.Conversation
	if err := json.Unmarshal([]byte(body), &c); err != nil || len(c.Turns) != 1 || c.Turns[0].State != store.Done {
		t.Fatalf("got %+v, %v", c, err)
	}
	var r report.Report
	if err := json.Unmarshal(c.Turns[0].Report, &r); err != nil || r.Status != report.Faulty {
		t.Fatalf("the report is %s, %v", r.Status, err)
	}
	if !strings.Contains(string(c.Turns[0].Pictures), `"role":"Service"`) {
		t.Errorf("the pictures are %.200s", c.Turns[0].Pictures)
	}
	for path, want := range map[string]string{
		"/turns/1/evidence/" + r.Roots[0].Cites[0]: `"payload":[{`,
		"/turns/1/export/md":                       "# ",
		"/turns/1/export/html":                     "<!doctype html>",
		"/turns/1/export/json":                     `"schema"`,
		"/turns/1/export/zip":                      "PK",
		"/turns/1/diff/1":                          `"same":true`,
	} {
		if code, body := as(s, "ann", "GET", at+path, ""); code != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: got %d %.200s", path, code, body)
		}
	}
	if code, _ := as(s, "ann", "PUT", at+"/turns/1/feedback", `{"up":false,"comment":"no"}`); code != http.StatusNoContent {
		t.Errorf("feedback: got %d", code)
	}
	if _, body = as(s, "ann", "GET", at, ""); !strings.Contains(body, `"feedback":{"up":false,"comment":"no"}`) {
		t.Error("the feedback is not kept")
	}
	if _, body = as(s, "ann", "GET", "/api/conversations?search=SELECTOR+matches", ""); !strings.Contains(body, id) {
		t.Error("a search for words of the report finds nothing")
	}
	if _, body = as(s, "ann", "GET", "/api/conversations?search=nonesuch", ""); strings.TrimSpace(body) != "[]" {
		t.Errorf("a search finds %s", body)
	}
}

func TestWhatIsAnothersIsNotThere(t *testing.T) {
	s := server(t, recorded(t))
	at := "/api/conversations/" + begun(t, s)
	for _, c := range [][3]string{
		{"GET", at, ""}, {"DELETE", at, ""}, {"GET", at + "/turns/1/events", ""}, {"GET", at + "/turns/1/export/zip", ""},
		{"GET", at + "/turns/1/diff/1", ""}, {"POST", at + "/turns", `{"rerun":1}`}, {"POST", at + "/turns/1/stop", ""},
		{"PUT", at + "/turns/1/feedback", `{"up":true}`}, {"PUT", at + "/share", ""}, {"DELETE", at + "/share", ""},
	} {
		code, another := as(s, "bob", c[0], c[1], c[2])
		_, nobodys := as(s, "bob", c[0], strings.Replace(c[1], at, "/api/conversations/NONE", 1), c[2])
		if code != http.StatusNotFound || another != nobodys {
			t.Errorf("%s %s: got %d %s, and %s of none", c[0], c[1], code, another, nobodys)
		}
	}
	if _, body := as(s, "bob", "GET", "/api/conversations", ""); strings.TrimSpace(body) != "[]" {
		t.Errorf("bob is told of %s", body)
	}
	if code, _ := as(s, "", "GET", "/api/settings", ""); code != http.StatusForbidden {
		t.Errorf("nobody: got %d", code)
	}
	if code, _ := as(s, "ann", "GET", at, ""); code != http.StatusOK {
		t.Errorf("afterwards ann gets %d", code)
	}
}

func TestSharing(t *testing.T) {
	s := server(t, recorded(t))
	id := begun(t, s)
	_, body := as(s, "ann", "PUT", "/api/conversations/"+id+"/share", "")
	var link struct{ Shared string }
	if err := json.Unmarshal([]byte(body), &link); err != nil || len(link.Shared) < 26 {
		t.Fatalf("got %s, %v", body, err)
	}
	as(s, "ann", "PUT", "/api/conversations/"+id+"/turns/1/feedback", `{"up":true,"comment":"private words"}`)
	shared := "/api/shared/" + link.Shared
	code, body := as(s, "bob", "GET", shared, "")
	if code != http.StatusOK || !strings.Contains(body, asked) {
		t.Errorf("got %d %.100s", code, body)
	}
	if strings.Contains(body, id) || strings.Contains(body, "private words") || strings.Contains(body, link.Shared) {
		t.Error("the reader learns more than the conversation")
	}
	if code, _ := as(s, "bob", "GET", shared+"/turns/1/export/md", ""); code != http.StatusOK {
		t.Errorf("export: got %d", code)
	}
	if code, _ := as(s, "bob", "POST", shared+"/turns", `{"rerun":1}`); code != http.StatusNotFound {
		t.Errorf("a reader asks: got %d", code)
	}
	as(s, "ann", "DELETE", "/api/conversations/"+id+"/share", "")
	if code, _ := as(s, "bob", "GET", shared, ""); code != http.StatusNotFound {
		t.Errorf("withdrawn: got %d", code)
	}
}
