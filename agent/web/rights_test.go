package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/netwhy/netwhy/agent/archive"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// spaces are what people may read, by their name and namespace.
type spaces struct {
	mu  sync.Mutex
	may map[string]bool
}

func (s *spaces) set(who, namespace string, may bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.may[who+" "+namespace] = may
}

type theirs struct {
	*spaces
	who string
}

func (t theirs) May(_ context.Context, a tool.Access) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.may[t.who+" "+a.Namespace] {
		return &tool.Failure{Reason: evidence.Forbidden, Needs: a.String()}
	}
	return nil
}

// withRights is a server whose investigations read the namespace that is asked for.
func withRights(t *testing.T) (*Server, *spaces) {
	t.Helper()
	answer, may := recorded(t), &spaces{may: map[string]bool{}}
	s := server(t, func(ctx context.Context, q Question) (*bundle.Bundle, *report.Report, error) {
		need := tool.Access{Verb: "list", Resource: "pods", Namespace: q.Namespace}
		if err := q.Caller.Rights.May(ctx, need); err != nil {
			return nil, nil, err
		}
		q.Read(tool.Event{Tool: evidence.ToolList, Rests: []tool.Access{need}})
		return answer(ctx, q)
	})
	s.Gate = func(r *http.Request) (Caller, error) {
		name := r.Header.Get("Test-Caller")
		return Caller{Name: name, Rights: theirs{may, name}}, nil
	}
	rebuilt, err := New(s.Options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(rebuilt.Stop)
	return rebuilt, may
}

func asks(t *testing.T, s *Server, who, namespace string) string {
	t.Helper()
	code, body := as(s, who, "POST", "/api/conversations", `{"question":"`+asked+`","namespace":"`+namespace+`"}`)
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(body), &made); code != http.StatusAccepted || err != nil {
		t.Fatalf("got %d %s, %v", code, body, err)
	}
	as(s, who, "GET", "/api/conversations/"+made.ID+"/turns/1/events", "")
	return made.ID
}

func TestReportsAreReadByWhoMayReadWhatTheyRestOn(t *testing.T) {
	s, may := withRights(t)
	may.set("ann", "shop", true)
	id := asks(t, s, "ann", "shop")
	_, body := as(s, "ann", "PUT", "/api/conversations/"+id+"/share", "")
	var link struct{ Shared string }
	if err := json.Unmarshal([]byte(body), &link); err != nil || link.Shared == "" {
		t.Fatalf("got %s, %v", body, err)
	}
	own, shared := "/api/conversations/"+id, "/api/shared/"+link.Shared
	_, body = as(s, "ann", "GET", own, "")
	var c store.Conversation
	if err := json.Unmarshal([]byte(body), &c); err != nil || len(c.Turns) != 1 {
		t.Fatalf("got %s, %v", body, err)
	}
	var r report.Report
	if err := json.Unmarshal(c.Turns[0].Report, &r); err != nil {
		t.Fatal(err)
	}
	ways := []string{"", "/turns/1/events", "/turns/1/diff/1", "/turns/1/evidence/" + r.Roots[0].Cites[0], "/turns/1/export/md", "/turns/1/export/zip"}
	try := func(who, at string, want int) {
		t.Helper()
		for _, way := range ways {
			code, body := as(s, who, "GET", at+way, "")
			if code != want {
				t.Errorf("%s, %s%s: got %d %.200s, want %d", who, at, way, code, body, want)
			}
			if want != http.StatusOK && (strings.Contains(body, "shop") || strings.Contains(body, "pods")) {
				t.Errorf("%s, %s%s tells %s", who, at, way, body)
			}
		}
	}
	may.set("carl", "shop", true)
	may.set("bob", "other", true)
	try("ann", own, http.StatusOK)
	try("carl", shared, http.StatusOK)
	try("bob", shared, http.StatusNotFound)
	try("bob", own, http.StatusNotFound)
	try("carl", own, http.StatusNotFound) // a right is no ownership
	_, unknown := as(s, "bob", "GET", "/api/shared/"+strings.Repeat("x", len(link.Shared)), "")
	if _, body := as(s, "bob", "GET", shared, ""); body != unknown {
		t.Errorf("a link to what may not be read is told from none: %s, %s", body, unknown)
	}

	// A right that is withdrawn ends what it gave, also the owner's.
	may.set("ann", "shop", false)
	try("ann", own, http.StatusForbidden)
	if code, body := as(s, "ann", "POST", own+"/turns", `{"question":"why?"}`); code != http.StatusForbidden {
		t.Errorf("asking on: got %d %s", code, body)
	}
	if code, _ := as(s, "ann", "DELETE", own, ""); code != http.StatusNoContent {
		t.Errorf("deleting: got %d", code)
	}
}

func TestWhatIsNotKnownToRestOnAnythingIsWithheld(t *testing.T) {
	s, _ := withRights(t)
	for name, result := range map[string]store.Result{
		"a report of before": {Report: []byte(`{"status":"healthy"}`)},
		"what failed":        {Why: "no Service pay in namespace secret"},
	} {
		c, err := s.Store.Begin(t.Context(), "ann", "title")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Store.Ask(t.Context(), "ann", c.ID, store.Question{Text: "why?"}); err != nil {
			t.Fatal(err)
		}
		if code, body := as(s, "ann", "GET", "/api/conversations/"+c.ID, ""); code != http.StatusOK {
			t.Errorf("%s: while it runs, got %d %s", name, code, body)
		}
		token, err := s.Store.Share(t.Context(), "ann", c.ID, true)
		if err != nil {
			t.Fatal(err)
		}
		if code, body := as(s, "bob", "GET", "/api/shared/"+token, ""); code != http.StatusNotFound {
			t.Errorf("%s: another is told while it runs, %d %s", name, code, body)
		}
		if err := s.Store.End(t.Context(), "ann", c.ID, 1, store.Done, result); err != nil {
			t.Fatal(err)
		}
		if code, body := as(s, "ann", "GET", "/api/conversations/"+c.ID, ""); code != http.StatusForbidden {
			t.Errorf("%s: got %d %s", name, code, body)
		}
	}
}

func TestStepsOfAKilledTurnAreWithheld(t *testing.T) {
	killed := store.Turn{Number: 1, State: store.Interrupted, Events: 3, Result: store.Result{Why: "The program ended."}}
	as := func(r tool.Rights) context.Context {
		return context.WithValue(t.Context(), callerKey{}, Caller{"ann", r, false})
	}
	theirs := theirs{&spaces{may: map[string]bool{}}, "ann"}
	for name, c := range map[string]struct {
		turn   store.Turn
		rights tool.Rights
		want   error
	}{
		"with rights of one's own": {killed, tool.Own, nil},
		"by rights of the cluster": {killed, theirs, errWithheld},
		"while it runs":            {store.Turn{State: store.Running, Events: 3}, theirs, nil},
		"that rest on nothing":     {store.Turn{State: store.Done, Result: store.Result{Rests: []byte("[]")}}, theirs, nil},
	} {
		if err := told(as(c.rights), c.turn); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v", name, err)
		}
		// The question is theirs, and can be asked again.
		if err := mayAll(as(c.rights), c.turn); err != nil {
			t.Errorf("%s: the question is withheld: %v", name, err)
		}
	}
}

func TestAKilledQuestionCanBeAskedAgain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "store.db")
	begun := over(t, file, recorded(t))
	c, err := begun.Store.Begin(t.Context(), "ann", "title")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := begun.Store.Ask(t.Context(), "ann", c.ID, store.Question{Text: asked, Namespace: "shop"}); err != nil {
		t.Fatal(err)
	}
	if err := begun.Store.Close(); err != nil { // with the turn under way
		t.Fatal(err)
	}
	s := over(t, file, recorded(t))
	s.Gate = func(*http.Request) (Caller, error) {
		return Caller{"ann", theirs{&spaces{may: map[string]bool{}}, "ann"}, false}, nil
	}
	again, err := New(s.Options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(again.Stop)
	at := "/api/conversations/" + c.ID
	if code, body := as(again, "ann", "GET", at, ""); code != http.StatusOK || !strings.Contains(body, `"state":"interrupted"`) {
		t.Errorf("it is not found: %d %s", code, body)
	}
	if code, body := as(again, "ann", "GET", at+"/turns/1/events", ""); code != http.StatusForbidden {
		t.Errorf("its steps are told: %d %s", code, body)
	}
	if code, body := as(again, "ann", "POST", at+"/turns", `{"rerun":1}`); code != http.StatusAccepted {
		t.Errorf("it is not asked again: %d %s", code, body)
	}
}

func TestAnAnswerRestsOnAllThatWasKnown(t *testing.T) {
	pods := func(namespace string) tool.Access {
		return tool.Access{Verb: "list", Resource: "pods", Namespace: namespace}
	}
	turn := func(list ...tool.Access) store.Turn {
		return store.Turn{Result: store.Result{Report: []byte("{}"), Rests: rests(list, store.Result{}, store.Conversation{})}}
	}
	c := store.Conversation{Turns: []store.Turn{turn(pods("a"), pods("b")), turn(pods("b"))}}
	got, known := archive.Rests(store.Turn{Result: store.Result{Rests: rests([]tool.Access{pods("c")}, store.Result{Answer: []byte("{}")}, c)}})
	if !known || len(got) != 3 {
		t.Errorf("got %v", got)
	}
	got, known = archive.Rests(store.Turn{Result: store.Result{Rests: rests([]tool.Access{pods("c")}, store.Result{Report: []byte("{}")}, c)}})
	if !known || len(got) != 1 {
		t.Errorf("a report of its own rests on %v", got)
	}
	c.Turns[0].Rests = nil
	if rests(nil, store.Result{Answer: []byte("{}")}, c) != nil {
		t.Error("it is said what an answer from something unknown rests on")
	}
	if err := mayAll(t.Context(), c.Turns...); !errors.Is(err, errWithheld) {
		t.Errorf("nobody reads it: %v", err)
	}
}
