package main

import (
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/netwhy/netwhy/agent/bearer"
	"github.com/netwhy/netwhy/agent/mcp"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/agent/web"
	"k8s.io/client-go/rest"
)

func TestListeningFailsClosed(t *testing.T) {
	for name, l := range map[string]listening{
		"to everybody":    {address: "0.0.0.0:0", bearers: bearers{audience: "netwhy"}},
		"to the network":  {address: "192.0.2.1:0", bearers: bearers{audience: "netwhy"}},
		"at a name":       {address: "localhost:0", bearers: bearers{audience: "netwhy"}},
		"without a port":  {address: "127.0.0.1", bearers: bearers{audience: "netwhy"}},
		"without callers": {address: "127.0.0.1:0"},
	} {
		if listener, err := l.open(t.Context()); err == nil {
			t.Errorf("%s: listens at %s", name, listener.Addr())
		}
	}
	silent := listening{bearers: bearers{issuer: bearer.Issuer{URL: "http://127.0.0.1:1", Scope: "netwhy"}}}
	if _, err := silent.reached(t.Context(), kube.Chosen{Config: &rest.Config{Host: "http://127.0.0.1:1"}}, "127.0.0.1:2"); err == nil {
		t.Error("an issuer that does not answer is trusted")
	}
}

func TestListeningUntilTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	l := listening{address: "127.0.0.1:0", bearers: bearers{audience: "netwhy"}}
	listener, err := l.open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	// Nothing answers there: so nobody is known.
	h, err := l.reached(ctx, kube.Chosen{Config: &rest.Config{Host: "http://127.0.0.1:1"}}, listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	registry, err := tool.NewRegistry(nil)
	if err != nil {
		t.Fatal(err)
	}
	server, err := mcp.New(registry, nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	handler, err := mcp.Handler(server, h)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- answer(ctx, listener, web.Bounded(handler), io.Discard) }()
	// There is no API server that could say whose a token is.
	for token, want := range map[string]int{"": http.StatusUnauthorized, "Bearer anything": http.StatusServiceUnavailable} {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+listener.Addr().String()+"/mcp", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", token)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%q: got %d, want %d", token, response.StatusCode, want)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("the end: %v", err)
	}
}
