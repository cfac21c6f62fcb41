package kube

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	"k8s.io/client-go/rest"
)

func TestALargeAnswerIsNoAnswer(t *testing.T) {
	text := fmt.Sprintf(`{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"p","annotations":{"a":%q}}}]}`, strings.Repeat("a", 1000))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, text)
	}))
	defer server.Close()
	for most, want := range map[int64]evidence.Reason{int64(len(text)): "", int64(len(text)) - 1: evidence.Truncated, 0: evidence.Truncated} {
		config := &rest.Config{Host: server.URL}
		config.Wrap(func(next http.RoundTripper) http.RoundTripper { return bounded{next, most} })
		source, err := New(config)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range []ListArgs{{Resource: "pods"}, {Resource: "pods", ByNode: true}} {
			_, err = source.List(t.Context(), a)
			var f *tool.Failure
			if errors.As(err, &f); f == nil && want != "" || f != nil && (f.Reason != want || !strings.Contains(f.Needs, "MiB")) {
				t.Errorf("of %d bytes %d may come: %v", len(text), most, err)
			}
		}
	}
}

func TestABoundedAnswerIsLetThroughWhole(t *testing.T) {
	for most := range int64(5) {
		text, err := io.ReadAll(&answer{io.NopCloser(strings.NewReader("abc")), most})
		if most < 3 != (err != nil) || err == nil && string(text) != "abc" || int64(len(text)) > most {
			t.Errorf("of 3 bytes %d may come: %q, %v", most, text, err)
		}
	}
}
