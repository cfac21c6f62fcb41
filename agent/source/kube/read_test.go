package kube

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	"k8s.io/client-go/rest"
)

// server answers every request with a status and a body.
func server(t *testing.T, code int, body string) *Source {
	t.Helper()
	return answering(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		fmt.Fprint(w, body)
	})
}

// answering reads what a function answers in JSON.
func answering(t *testing.T, answer http.HandlerFunc) *Source {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	source, err := New(&rest.Config{Host: s.URL})
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func TestAnAbsentObjectIsNoAbsentAPI(t *testing.T) {
	args := GetArgs{Resource: "ciliumnodes", Name: "node-b"}
	gone := `{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"ciliumnodes.cilium.io \"node-b\" not found","reason":"NotFound","details":{"name":"node-b","group":"cilium.io","kind":"ciliumnodes"},"code":404}`
	reading, err := server(t, http.StatusNotFound, gone).Get(t.Context(), args)
	if err != nil || reading.Items == nil || len(reading.Items) != 0 {
		t.Errorf("an object that is absent: got %v, %v", reading, err)
	}
	var f *tool.Failure
	_, err = server(t, http.StatusNotFound, "404 page not found").Get(t.Context(), args)
	if !errors.As(err, &f) || f.Reason != evidence.NotInstalled {
		t.Errorf("an API that is absent: got %v", err)
	}
}

func TestObjectsAreCountedAndNotRead(t *testing.T) {
	args := ListArgs{Resource: "ciliumidentities", Count: true}
	item := `{"kind":"CiliumIdentity","apiVersion":"cilium.io/v2","metadata":{"name":"300"}}`
	for body, want := range map[string]string{
		`{"metadata":{},"items":[]}`:                                                      `{"count":0}`,
		`{"metadata":{},"items":[` + item + `]}`:                                          `{"count":1}`,
		`{"metadata":{"continue":"x","remainingItemCount":65278},"items":[` + item + `]}`: `{"count":65279}`,
	} {
		reading, err := server(t, http.StatusOK, body).List(t.Context(), args)
		if err != nil || len(reading.Items) != 1 || string(reading.Items[0]) != want {
			t.Errorf("%s: got %s, %v", body, reading.Items, err)
		}
	}
	var f *tool.Failure
	_, err := server(t, http.StatusOK, `{"metadata":{"continue":"x"},"items":[`+item+`]}`).List(t.Context(), args)
	if !errors.As(err, &f) || f.Reason != evidence.Unsupported {
		t.Errorf("a server that does not say how many are left: got %v", err)
	}
}

// TestListsAreReadInPagesOrAtOnce also takes further pages of who sends them unasked.
func TestListsAreReadInPagesOrAtOnce(t *testing.T) {
	var asked []string
	source := answering(t, func(w http.ResponseWriter, r *http.Request) {
		q, next := r.URL.Query(), ""
		if asked = append(asked, fmt.Sprintf("limit %q, resourceVersion %q", q.Get("limit"), q.Get("resourceVersion"))); q.Get("continue") == "" {
			next = "more"
		}
		fmt.Fprintf(w, `{"kind":"IPAddressList","apiVersion":"networking.k8s.io/v1","metadata":{"continue":%q},"items":[{"metadata":{"name":"10.0.0.%d"}}]}`, next, len(asked))
	})
	for _, atOnce := range []bool{false, true} {
		reading, err := source.List(t.Context(), ListArgs{Resource: "ipaddresses", AtOnce: atOnce})
		if err != nil || len(reading.Items) != 2 {
			t.Errorf("at once %v: got %s, %v", atOnce, reading.Items, err)
		}
	}
	want := []string{`limit "500", resourceVersion ""`, `limit "500", resourceVersion ""`, `limit "", resourceVersion "0"`, `limit "", resourceVersion ""`}
	if !slices.Equal(asked, want) {
		t.Errorf("asked for %q, want %q", asked, want)
	}
}
