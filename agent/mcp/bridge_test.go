package mcp

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// lines are a client at a bridge's end: what it says, and what it hears.
type lines struct {
	says  *io.PipeWriter
	hears *bufio.Scanner
	ended chan error
}

func cross(t *testing.T, server string) lines {
	t.Helper()
	in, says := io.Pipe()
	hears, out := io.Pipe()
	l := lines{says, bufio.NewScanner(hears), make(chan error, 1)}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	go func() {
		err := Bridge{Server: server, Client: &http.Client{CheckRedirect: stay}}.Serve(t.Context(), in, out)
		_ = out.Close()
		l.ended <- err
	}()
	t.Cleanup(func() { _ = says.Close() })
	return l
}

func (l lines) say(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(l.says, text+"\n"); err != nil {
		t.Fatal(err)
	}
}

func (l lines) hear(t *testing.T) (m struct {
	ID    any
	Error struct{ Message string }
},
) {
	t.Helper()
	if !l.hears.Scan() {
		t.Fatalf("nothing is heard: %v", l.hears.Err())
	}
	if err := json.Unmarshal(l.hears.Bytes(), &m); err != nil {
		t.Fatalf("%s: %v", l.hears.Text(), err)
	}
	return m
}

func TestABridgeAnswersWhereTheServerDoesNot(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"refused": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }, "does not take the token"},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/stolen", http.StatusTemporaryRedirect)
		}, "307"},
		"a page": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<h1>hello\x1b[31m</h1>")
		}, "<h1>hello"},
		"nonsense": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, "{")
		}, "no message"},
		"half": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, "data: {\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}\n")
		}, "before its answer"},
		"nothing": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }, "202"},
		"broken":  {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "cannot ask the server"},
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/stolen" {
				t.Errorf("%s: the request is taken elsewhere", name)
			}
			c.answer(w, r)
		}))
		l := cross(t, web.URL)
		l.say(t, `{"jsonrpc":"2.0","id":7,"method":"tools/list"}`)
		if got := l.hear(t); got.ID != 7.0 || !strings.Contains(got.Error.Message, c.want) || strings.Contains(got.Error.Message, "\x1b") {
			t.Errorf("%s: got %+v, want %q", name, got, c.want)
		}
		web.Close()
	}
}

func TestABridgePassesOnWhatIsSaid(t *testing.T) {
	versions := make(chan string, 2)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		versions <- r.Header.Get("Mcp-Protocol-Version")
		w.Header().Set("Content-Type", "application/json")
		if r.Header.Get("Mcp-Method") == "initialize" {
			_, _ = io.WriteString(w, "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\n\"result\":{\"protocolVersion\":\"2025-11-25\"}}")
			return
		}
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"no tool %s"}}`, r.Header.Get("Mcp-Name"))
	}))
	defer web.Close()
	l := cross(t, web.URL)
	l.say(t, `{"jsonrpc":"2.0","id":"a","method":"initialize","params":{}}`)
	if got := l.hear(t); got.ID != "a" || <-versions != "" {
		t.Errorf("got %+v", got)
	}
	l.say(t, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"exec"}}`)
	if got := l.hear(t); got.Error.Message != "no tool exec" || <-versions != "2025-11-25" {
		t.Errorf("got %+v, want the server's own error, in the version that was agreed", got)
	}
	l.say(t, "nonsense")
	if got := l.hear(t); got.ID != nil || !strings.Contains(got.Error.Message, "one JSON object a line") {
		t.Errorf("got %+v", got)
	}
	_ = l.says.Close()
	if err := <-l.ended; err != nil {
		t.Errorf("the end: %v", err)
	}
}

func TestWhatIsCancelledAcrossABridgeEnds(t *testing.T) {
	asked, given := make(chan struct{}), make(chan struct{}, 2)
	web := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		asked <- struct{}{}
		<-r.Context().Done()
		given <- struct{}{}
	}))
	defer web.Close()
	l := cross(t, web.URL)
	l.say(t, `{"jsonrpc":"2.0","id":1,"method":"tools/call"}`)
	<-asked
	l.say(t, `{"jsonrpc":"2.0","id":1,"method":"tools/call"}`)
	if got := l.hear(t); !strings.Contains(got.Error.Message, "under way") {
		t.Errorf("got %+v for an ID that is taken", got)
	}
	l.say(t, `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`)
	<-given
	l.say(t, `{"jsonrpc":"2.0","id":2,"method":"tools/call"}`)
	<-asked
	_ = l.says.Close()
	<-given
	if err := <-l.ended; err != nil || l.hears.Scan() {
		t.Errorf("the end: %v, %q; who has cancelled wants no answer", err, l.hears.Text())
	}
}

func TestABridgeTakesNoEndlessMessage(t *testing.T) {
	l := cross(t, "http://127.0.0.1:1")
	go func() { _, _ = io.WriteString(l.says, strings.Repeat("x", MostBodyBytes+1)) }()
	if err := <-l.ended; err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("got %v", err)
	}
}
