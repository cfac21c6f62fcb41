package web

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks/catalog"
)

func TestTheOverviewIsOfTheNewestReviewOnly(t *testing.T) {
	other := recorded(t)
	b, err := bundle.Open("../../cmd/netwhy/demo/cluster-review.zip", catalog.Kinds())
	if err != nil {
		t.Fatal(err)
	}
	s := server(t, func(ctx context.Context, q Question) (*bundle.Bundle, *report.Report, error) {
		if strings.Contains(q.Text, "healthy") {
			return b, agent.Judge(b), nil
		}
		return other(ctx, q)
	})
	review := func(who string) (r *reviewed) {
		t.Helper()
		code, body := as(s, who, "GET", "/api/review", "")
		if err := json.Unmarshal([]byte(body), &r); code != http.StatusOK || err != nil {
			t.Fatalf("got %d %s, %v", code, body, err)
		}
		return r
	}
	begun(t, s)
	if r := review("ann"); r != nil {
		t.Errorf("a report on two namespaces is taken for a review: %s", r.Report)
	}
	ask := func(id, question string) string {
		t.Helper()
		_, body := as(s, "ann", "POST", "/api/conversations"+id, `{"question":"`+question+`"}`)
		var made struct {
			ID   string
			Turn int
		}
		if err := json.Unmarshal([]byte(body), &made); err != nil {
			t.Fatal(err)
		}
		as(s, "ann", "GET", "/api/conversations/"+made.ID+"/turns/"+string(rune('0'+made.Turn))+"/events", "")
		return made.ID
	}
	first := ask("", "is the network healthy?")
	second := ask("", "is all of it healthy?")
	if r := review("ann"); r == nil || r.Conversation != second || r.Turn != 1 || !strings.Contains(string(r.Report), "no CoreDNS pod answers") {
		t.Errorf("got %+v", r)
	}
	ask("/"+first+"/turns", "new: is the network healthy?")
	begun(t, s) // changed last, and is no review
	if r := review("ann"); r.Conversation != first || r.Turn != 2 {
		t.Errorf("got turn %d of %s", r.Turn, r.Conversation)
	}
	if r := review("bob"); r != nil {
		t.Errorf("another's review is told: %+v", r)
	}
}

func TestRename(t *testing.T) {
	s := server(t, recorded(t))
	id := begun(t, s)
	for title, want := range map[string]int{`"a\u0000 <b>name</b>"`: http.StatusNoContent, `" "`: http.StatusBadRequest, `7`: http.StatusBadRequest} {
		if code, body := as(s, "ann", "PATCH", "/api/conversations/"+id, `{"title":`+title+`}`); code != want {
			t.Errorf("%s: got %d %s", title, code, body)
		}
	}
	if code, _ := as(s, "bob", "PATCH", "/api/conversations/"+id, `{"title":"mine"}`); code != http.StatusNotFound {
		t.Errorf("another renames it: %d", code)
	}
	var got struct{ Title string }
	_, body := as(s, "ann", "GET", "/api/conversations/"+id, "")
	if err := json.Unmarshal([]byte(body), &got); err != nil || strings.ContainsRune(got.Title, 0) || !strings.Contains(got.Title, "<b>name</b>") {
		t.Errorf("it is called %q, %v", got.Title, err)
	}
}
