package web

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/netwhy/netwhy/agent/store"
)

func TestTheAuditLogIsForWhoWatches(t *testing.T) {
	s := server(t, recorded(t))
	id := begun(t, s)
	if code, body := as(s, "ann", "GET", "/api/audit", ""); code != http.StatusForbidden {
		t.Errorf("anybody reads it: %d %s", code, body)
	}
	read := func(query string) (list []store.Entry) {
		t.Helper()
		code, body := as(s, "root", "GET", "/api/audit"+query, "")
		if err := json.Unmarshal([]byte(body), &list); code != http.StatusOK || err != nil {
			t.Fatalf("%s: got %d %s, %v", query, code, body, err)
		}
		return list
	}
	all := read("")
	if len(all) < 2 || all[0].Action != "read audit log" || all[0].Actor != "root" {
		t.Fatalf("got %+v", all)
	}
	asks := 0
	for _, e := range read("?actor=ann") {
		if e.Actor != "ann" {
			t.Errorf("another's entry: %+v", e)
		}
		if e.Action == "ask" && e.Conversation == id && e.Asked == asked {
			asks++
		}
	}
	if asks != 1 {
		t.Errorf("the question was written down %d times", asks)
	}
	if older := read("?most=1&before=" + jsonOf(t, all[0].Number)); len(older) != 1 || older[0].Number >= all[0].Number {
		t.Errorf("the page before is %+v", older)
	}
	if later := read("?since=2999-01-01T00:00:00Z"); len(later) != 0 {
		t.Errorf("the future holds %+v", later)
	}
	for _, bad := range []string{"?before=x", "?most=x", "?since=yesterday"} {
		if code, body := as(s, "root", "GET", "/api/audit"+bad, ""); code != http.StatusBadRequest {
			t.Errorf("%s: got %d %s", bad, code, body)
		}
	}
}

func jsonOf(t *testing.T, what any) string {
	t.Helper()
	data, err := json.Marshal(what)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
