package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/agent/tool"
)

// A process that ends in the middle leaves a turn that the next one finds, says
// to be interrupted, and asks again.
func TestWhatRanWhenTheProcessEndedIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		address := filepath.Join(t.TempDir(), "store.db")
		asking := make(chan struct{})
		before := over(t, address, func(ctx context.Context, _ Question) (*bundle.Bundle, *report.Report, error) {
			close(asking)
			<-ctx.Done()
			return nil, nil, ctx.Err()
		})
		_, body := as(before, "ann", "POST", "/api/conversations", `{"question":"`+asked+`"}`)
		<-asking
		// The store goes first, as in a crash: nothing can be kept any more.
		if err := before.Store.Close(); err != nil {
			t.Fatal(err)
		}
		var made struct{ ID string }
		if err := json.Unmarshal([]byte(body), &made); err != nil {
			t.Fatal(err)
		}
		after := over(t, address, recorded(t))
		at := "/api/conversations/" + made.ID
		if _, body := as(after, "ann", "GET", at, ""); !strings.Contains(body, `"state":"interrupted"`) || !strings.Contains(body, "The program that ran it has ended.") {
			t.Errorf("got %s", body)
		}
		if code, body := as(after, "ann", "POST", at+"/turns", `{"rerun":1}`); code != http.StatusAccepted {
			t.Fatalf("asked again: %d %s", code, body)
		}
		as(after, "ann", "GET", at+"/turns/2/events", "")
		if _, body := as(after, "ann", "GET", at, ""); !strings.Contains(body, `"number":2,"question":"`+asked+`","rerun":1,"state":"done","status":"fault"`) {
			t.Errorf("got %.600s", body)
		}
	})
}

func TestWhoDidWhatIsWrittenDown(t *testing.T) {
	answer := recorded(t)
	s := server(t, func(ctx context.Context, q Question) (*bundle.Bundle, *report.Report, error) {
		for range mostUnwritten + 1 {
			q.Read(tool.Event{Tool: "kubectl_list", Args: map[string]string{"resource": "pods"}, Items: 3})
		}
		return answer(ctx, q)
	})
	id := begun(t, s)
	at := "/api/conversations/" + id
	_, body := as(s, "ann", "PUT", at+"/share", "")
	token := strings.Split(body, `"`)[3]
	as(s, "bob", "GET", "/api/shared/"+token, "")
	as(s, "bob", "GET", "/api/shared/"+token+"/turns/1/export/zip", "")
	as(s, "bob", "DELETE", at, "")
	as(s, "ann", "DELETE", at, "")
	list, err := s.Store.Audited(t.Context(), store.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	reads := 0
	for _, e := range list {
		line := e.Actor + " " + e.Action
		if e.Denied != "" {
			line += " denied"
		}
		if e.Face != "web" || e.Conversation != id {
			t.Errorf("%s is of %s, %s", line, e.Face, e.Conversation)
		}
		for _, r := range e.Reads {
			if reads++; r.Call != `kubectl_list {"resource":"pods"}` || r.Items != 3 {
				t.Errorf("a reading is %+v", r)
			}
		}
		got = append(got, line)
	}
	want := "ann delete, bob delete denied, bob delete, bob export, bob read shared, ann share, ann read, ann read, ann ask"
	if strings.Join(got, ", ") != want || reads != mostUnwritten+1 {
		t.Errorf("%d readings, and %q", reads, got)
	}
}

func TestAReportOutlivesItsEvidence(t *testing.T) {
	s := server(t, recorded(t))
	small, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "small.db"), store.Options{Limits: store.Limits{Bundle: 100}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = small.Close() })
	s.Store = small
	at := "/api/conversations/" + begun(t, s)
	if _, body := as(s, "ann", "GET", at, ""); !strings.Contains(body, `"state":"done"`) || !strings.Contains(body, "too large to be kept") {
		t.Errorf("got %.300s", body)
	}
	for path, want := range map[string]int{"md": http.StatusOK, "zip": http.StatusNotFound} {
		if code, _ := as(s, "ann", "GET", at+"/turns/1/export/"+path, ""); code != want {
			t.Errorf("%s: got %d", path, code)
		}
	}
}

func TestTheListHasPages(t *testing.T) {
	s := server(t, recorded(t))
	for range mostListed + 1 {
		if _, err := s.Store.Begin(t.Context(), "ann", "a"); err != nil {
			t.Fatal(err)
		}
	}
	after := ""
	for _, most := range []int{mostListed, 1} {
		_, body := as(s, "ann", "GET", "/api/conversations?after="+after, "")
		var page []store.Conversation
		if err := json.Unmarshal([]byte(body), &page); err != nil || len(page) != most {
			t.Fatalf("%d of %d, %v", len(page), most, err)
		}
		after = page[most-1].ID
	}
	if _, body := as(s, "ann", "GET", "/api/conversations?after="+after, ""); strings.TrimSpace(body) != "[]" {
		t.Errorf("after the last there is %s", body)
	}
}

func TestTargetsAreWrittenDown(t *testing.T) {
	s := server(t, recorded(t))
	if _, body := as(s, "ann", "GET", "/api/targets", ""); strings.TrimSpace(body) != `{"names":[]}` {
		t.Errorf("without a cluster there is %s", body)
	}
	s.Targets = func(_ context.Context, who Caller, namespace string, read func(tool.Event)) ([]string, error) {
		read(tool.Event{Tool: "kubectl_list", Items: 1})
		if who.Name != "ann" {
			return nil, errors.New("cannot list names: forbidden")
		}
		return []string{namespace + "/api"}, nil
	}
	for who, want := range map[string]string{"ann": `{"names":["shop/api"]}`, "bob": `{"names":[],"why":"cannot list names: forbidden"}`} {
		if _, body := as(s, who, "GET", "/api/targets?namespace=shop", ""); strings.TrimSpace(body) != want {
			t.Errorf("%s is told %s", who, body)
		}
		list, err := s.Store.Audited(t.Context(), store.Filter{Actor: who})
		if err != nil || len(list) != 1 || list[0].Action != "targets" || list[0].Asked != "shop" || len(list[0].Reads) != 1 {
			t.Errorf("%s: %+v, %v", who, list, err)
		}
	}
}
