package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/netwhy/netwhy/test/bench/peer"
)

const silent = `
apiVersion: v1
kind: Config
clusters: [{name: a, cluster: {server: %q}}]
users: [{name: a, user: {token: a}}]
contexts: [{name: a, context: {cluster: a, user: a}}]
current-context: a
`

// TestWhoGivesUpLeavesNothingBehind gives up while an API server does not answer.
// Its requests end with the last process that made them.
func TestWhoGivesUpLeavesNothingBehind(t *testing.T) {
	_, tools, _ := world(t)
	for _, s := range peer.Servers(tools) {
		t.Run(s.Name(), func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			api := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				cancel()
				<-r.Context().Done()
			}))
			defer api.Close() // waits for who still asks
			kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
			if err := os.WriteFile(kubeconfig, fmt.Appendf(nil, silent, api.URL), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Run(ctx, kubeconfig, peer.Ask{}); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		})
	}
}
