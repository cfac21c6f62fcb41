package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/mcp"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/agent/web"
)

// bounded serves MCP by the program's own server, which waits less than it does
// in earnest, and tells the address.
func bounded(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
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
	handler, err := mcp.Handler(server, mcp.HTTP{
		Hosts:    []string{listener.Addr().String()},
		Identify: func(*http.Request) (tool.Caller, error) { return tool.Caller{Name: "ann", Rights: tool.Own}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	s := web.Bounded(handler)
	if s.ReadHeaderTimeout <= 0 || s.ReadTimeout <= 0 || s.IdleTimeout <= 0 || s.MaxHeaderBytes <= 0 {
		t.Fatal("the program waits for ever")
	}
	s.ReadHeaderTimeout, s.ReadTimeout = 200*time.Millisecond, 400*time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- answer(ctx, listener, s, io.Discard) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

// dial opens a connection that must come to its end.
func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSlowAndLargeRequestsComeToAnEnd(t *testing.T) {
	at := bounded(t)
	head := "POST /mcp HTTP/1.1\r\nHost: " + at + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
	begin := `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"x":"`
	filler := strings.Repeat("x", 2*mcp.MostBodyBytes)
	for name, c := range map[string]struct {
		sent string
		want string // what the answer begins with; "" is none
	}{
		"a header without end": {head, ""},
		"a body without end":   {head + "Content-Length: 1000\r\n\r\n" + begin, "HTTP/1.1 4"},
		"no first line":        {"PO", ""},
		"a large header":       {head + "X-Large: " + filler[:1<<16] + "\r\n\r\n", "HTTP/1.1 431"},
		"a large body":         {fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s%s", head, len(begin)+len(filler), begin, filler), "HTTP/1.1 4"},
		"large pieces":         {fmt.Sprintf("%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s%s\r\n", head, len(begin)+len(filler), begin, filler), "HTTP/1.1 4"},
		"two lengths":          {head + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x", "HTTP/1.1 400"},
		"two hosts":            {head + "Host: evil.example\r\nContent-Length: 2\r\n\r\n{}", "HTTP/1.1 400"},
	} {
		t.Run(name, func(t *testing.T) {
			conn := dial(t, at)
			go func() { _, _ = io.WriteString(conn, c.sent) }() // the server may hang up before it has all
			got, err := io.ReadAll(conn)
			if late, is := err.(net.Error); is && late.Timeout() { //nolint:errorlint // it is not wrapped
				t.Fatal("the server waits on")
			}
			if !strings.HasPrefix(string(got), c.want) || c.want == "" && strings.Contains(string(got), " 200 ") {
				t.Errorf("got %.100q, want %q", got, c.want)
			}
		})
	}
}

func TestWhoAsksTooOftenIsToldToWait(t *testing.T) {
	conn := dial(t, bounded(t))
	reader := bufio.NewReader(conn)
	for range 2000 {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+conn.RemoteAddr().String()+"/mcp", strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"ping"}`))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		if err := request.Write(conn); err != nil {
			t.Fatal(err)
		}
		response, err := http.ReadResponse(reader, request)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		if response.StatusCode == http.StatusTooManyRequests {
			if response.Header.Get("Retry-After") == "" {
				t.Error("it is not said how long")
			}
			return
		}
	}
	t.Error("2000 requests are answered one after another")
}
