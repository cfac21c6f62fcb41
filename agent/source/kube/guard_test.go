package kube

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func TestGuardOnlyReads(t *testing.T) {
	var served []string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { served = append(served, r.Method+" "+r.URL.Path) }))
	defer server.Close()
	client := &http.Client{Transport: Guard(http.DefaultTransport)}
	ask := func(method, path string) error {
		request, err := http.NewRequestWithContext(context.Background(), method, server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := client.Do(request)
		if err == nil {
			err = response.Body.Close()
		}
		return err
	}
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE", "get", "BREW"} {
		if err := ask(method, "/api/v1/pods"); err == nil || !strings.Contains(err.Error(), "only reads") {
			t.Errorf("%s passed the guard: %v", method, err)
		}
	}
	for _, path := range []string{
		"/api/v1/secrets", "/api/v1/namespaces/shop/secrets/web-tls", "/api/v1/namespaces/shop/pods/web/exec", "/api/v1/namespaces/shop/pods/web/attach",
		"/api/v1/namespaces/shop/pods/web/portforward", "/api/v1/namespaces/shop/services/web/proxy/admin", "/api/v1/nodes/n/proxy/logs", "/api/v1/namespaces/shop/serviceaccounts/x/token",
	} {
		if err := ask("GET", path); err == nil || !strings.Contains(err.Error(), "does not read") {
			t.Errorf("GET %s passed the guard: %v", path, err)
		}
	}
	if err := ask("GET", "/api/v1/namespaces/shop/pods"); err != nil {
		t.Errorf("a list of pods did not pass: %v", err)
	}
	if want := []string{"GET /api/v1/namespaces/shop/pods"}; !slices.Equal(served, want) {
		t.Errorf("the server saw %q, want %q", served, want)
	}
}

func TestTheTableHoldsNoSecrets(t *testing.T) {
	for _, a := range Access() {
		if strings.Contains(a.Resource, "secret") || a.Resource == "*" || a.Verb != "get" && a.Verb != "list" {
			t.Errorf("%s is more than reading needs", a)
		}
		if strings.Contains(a.Resource, "/") && a.Resource != "pods/log" {
			t.Errorf("%s reads a subresource", a)
		}
	}
	if !slices.IsSorted(Resources()) {
		t.Error("resources are not sorted")
	}
}
