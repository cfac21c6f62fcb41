package kube

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"k8s.io/client-go/rest"
)

// The API server is one whose kubelets answer only when all are asked: the log of a
// node that is silent must not cost those of the others.
func TestLogsAreReadAtOnceAndOneLossIsNoneOfTheOthers(t *testing.T) {
	var asked sync.WaitGroup
	asked.Add(3)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/log") {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}},{"metadata":{"name":"c"}}]}`)
			return
		}
		asked.Done()
		asked.Wait()
		if strings.Contains(r.URL.Path, "/pods/b/") {
			http.Error(w, "no route to host", http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, "2026-01-02T03:04:05Z [ERROR] plugin/errors: 2 "+r.URL.Path)
	}))
	defer server.Close()
	s, err := New(&rest.Config{Host: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	reading, err := s.Logs(t.Context(), LogsArgs{Labels: "k8s-app=kube-dns"})
	if err != nil {
		t.Fatal(err)
	}
	if len(reading.Items) != 2 || !strings.Contains(string(reading.Items[0]), "/pods/a/") || !strings.Contains(string(reading.Items[1]), "/pods/c/") || !strings.HasSuffix(reading.Bound, "of 2 of 3 pods") {
		t.Errorf("got %s, %s", reading.Items, reading.Bound)
	}
}
