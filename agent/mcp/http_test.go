package mcp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
	"github.com/netwhy/netwhy/agent/access"
	"github.com/netwhy/netwhy/agent/tool"
	"golang.org/x/time/rate"
)

// listen serves a recording over HTTP. A token is its bearer's name.
func listen(t *testing.T, more ...func(*server.MCPServer)) (*httptest.Server, *Desk) {
	t.Helper()
	registry, desk := recording(t)
	s, err := New(registry, desk, "test")
	if err != nil {
		t.Fatal(err)
	}
	for _, add := range more {
		add(s)
	}
	web := httptest.NewUnstartedServer(nil)
	handler, err := Handler(s, HTTP{
		Hosts: []string{web.Listener.Addr().String()}, Metadata: &Metadata{Resource: "https://netwhy.example/mcp", Issuers: []string{"https://issuer.example"}, Scopes: []string{"netwhy"}},
		Identify: func(r *http.Request) (tool.Caller, error) {
			name, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
			if !found {
				return tool.Caller{}, errors.New("no token")
			}
			if name == "early" {
				return tool.Caller{}, fmt.Errorf("cannot review: %w", access.ErrSilent)
			}
			return tool.Caller{Name: name, Rights: tool.Own}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	web.Config.Handler = handler
	web.Start()
	t.Cleanup(web.Close)
	return web, desk
}

func TestWhatIsRefusedOverHTTP(t *testing.T) {
	web, _ := listen(t)
	for name, c := range map[string]struct {
		change func(*http.Request)
		body   string
		want   int
	}{
		"no token":       {func(r *http.Request) { r.Header.Del("Authorization") }, "{}", http.StatusUnauthorized},
		"empty token":    {func(r *http.Request) { r.Header.Set("Authorization", "Bearer ") }, "{}", http.StatusUnauthorized},
		"silence":        {func(r *http.Request) { r.Header.Set("Authorization", "Bearer early") }, "{}", http.StatusServiceUnavailable},
		"another host":   {func(r *http.Request) { r.Host = "evil.example" }, "{}", http.StatusMisdirectedRequest},
		"another origin": {func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }, "{}", http.StatusForbidden},
		"null origin":    {func(r *http.Request) { r.Header.Set("Origin", "null") }, "{}", http.StatusForbidden},
		"cancelled":      {func(r *http.Request) { r.Header.Set("Mcp-Method", "notifications/cancelled") }, "{}", http.StatusAccepted},
		"cancelled, no token": {func(r *http.Request) {
			r.Header.Set("Mcp-Method", "notifications/cancelled")
			r.Header.Del("Authorization")
		}, "{}", http.StatusUnauthorized},
		"large": {func(*http.Request) {}, `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"x":"` + strings.Repeat("x", MostBodyBytes) + `"}}`, http.StatusBadRequest},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, web.URL, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "application/json, text/event-stream")
		r.Header.Set("Authorization", "Bearer ann")
		c.change(r)
		response, err := web.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != c.want {
			t.Errorf("%s: got %d, want %d", name, response.StatusCode, c.want)
		}
		if challenge := response.Header.Get("WWW-Authenticate"); c.want == http.StatusUnauthorized && !strings.Contains(challenge, `Bearer resource_metadata="https://netwhy.example/.well-known/oauth-protected-resource/mcp", scope="netwhy"`) {
			t.Errorf("%s: got challenge %q", name, challenge)
		}
	}
}

// as connects by the name of a caller.
func as(t *testing.T, web *httptest.Server, name string) *client.Client {
	t.Helper()
	c, err := client.NewStreamableHttpClient(web.URL, transport.WithHTTPHeaders(map[string]string{"Authorization": "Bearer " + name}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	request := mcp.InitializeRequest{}
	request.Params.ProtocolVersion = mcp.LATEST_PROTOCOL_VERSION
	request.Params.ClientInfo = mcp.Implementation{Name: "test", Version: "1"}
	if _, err := c.Initialize(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCallersAreApartOverHTTP(t *testing.T) {
	web, desk := listen(t)
	a := use[Answer](t, as(t, web, "ann"), "investigate", map[string]any{"question": "service web in namespace shop refuses connections"})
	if k, err := desk.Reports.Find(t.Context(), "ann", a.Report); k == nil || err != nil {
		t.Fatal("the report is not kept for who asked")
	}
	request := mcp.CallToolRequest{}
	request.Params.Name, request.Params.Arguments = "get_report", map[string]any{"report": a.Report}
	got, err := as(t, web, "bob").CallTool(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	if !got.IsError {
		t.Errorf("bob reads ann's report: %+v", got.StructuredContent)
	}
}

func TestReportsAreListedForWhoAskedThem(t *testing.T) {
	web, _ := listen(t)
	ann := as(t, web, "ann")
	a := use[Answer](t, ann, "investigate", map[string]any{"question": "service web in namespace shop refuses connections"})
	list, err := ann.ListResources(t.Context(), mcp.ListResourcesRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Resources) != 1 || list.Resources[0].URI != reportURI+a.Report || !strings.Contains(list.Resources[0].Name, "refuses connections") {
		t.Errorf("ann sees %+v, want her report", list.Resources)
	}
	if list, err = as(t, web, "bob").ListResources(t.Context(), mcp.ListResourcesRequest{}); err != nil || len(list.Resources) != 0 {
		t.Errorf("bob sees %+v, %v", list.Resources, err)
	}
}

func TestNothingIsServedToNobody(t *testing.T) {
	for _, h := range []HTTP{{}, {Hosts: []string{"127.0.0.1:1"}}, {Identify: func(*http.Request) (tool.Caller, error) { return tool.Caller{Name: "ann"}, nil }}} {
		if _, err := Handler(nil, h); err == nil {
			t.Errorf("%+v is served", h)
		}
	}
}

// On one processor nothing is lost anyway; on two, it fails where a call does not
// wait for what it told.
func TestNoProgressIsLostOverHTTP(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	web, _ := listen(t, func(s *server.MCPServer) {
		made, err := newTask(task{name: "steps"}, func(ctx context.Context, _ struct{}) (struct{}, error) {
			for range 5 {
				Progress(ctx)("step", 0, 0)
			}
			return struct{}{}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		s.AddTools(made)
	})
	c := as(t, web, "ann")
	const calls = 40
	told := make(chan string, 5*calls)
	c.OnNotification(func(n mcp.JSONRPCNotification) { told <- n.Method })
	for range calls {
		use[struct{}](t, c, "steps", nil)
	}
	for i := range 5 * calls {
		select {
		case <-told:
		case <-time.After(10 * time.Second):
			t.Fatalf("%d of %d notifications came", i, 5*calls)
		}
	}
}

// To mcp-go, a session is whose it says it is.
func TestNobodyHearsOfAnothersProgress(t *testing.T) {
	web, _ := listen(t)
	for _, session := range []string{"", "a"} {
		spy, err := http.NewRequestWithContext(t.Context(), http.MethodGet, web.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		spy.Header.Set("Authorization", "Bearer bob")
		spy.Header.Set("Accept", "text/event-stream")
		spy.Header.Set("Mcp-Session-Id", session)
		heard, err := web.Client().Do(spy)
		if err != nil {
			t.Fatal(err)
		}
		defer heard.Body.Close() // to the end of the test, as a spy would keep it
		if heard.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("a stream of session %q is opened: %d", session, heard.StatusCode)
		}
		call, err := http.NewRequestWithContext(t.Context(), http.MethodPost, web.URL, strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"investigate",`+
			`"arguments":{"question":"service web in namespace shop refuses connections"},"_meta":{"progressToken":"p"}}}`))
		if err != nil {
			t.Fatal(err)
		}
		call.Header.Set("Authorization", "Bearer ann")
		call.Header.Set("Content-Type", "application/json")
		call.Header.Set("Accept", "application/json, text/event-stream")
		call.Header.Set("Mcp-Session-Id", session)
		answer, err := web.Client().Do(call)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || !strings.Contains(string(text), "notifications/progress") {
			t.Errorf("in session %q ann hears %.200s, %v, want her progress", session, text, err)
		}
	}
}

func TestAPanicIsAnErrorOfTheTool(t *testing.T) {
	web, _ := listen(t, func(s *server.MCPServer) {
		s.AddTool(mcp.NewTool("broken"), func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) { panic("a bug") })
	})
	request := mcp.CallToolRequest{}
	request.Params.Name = "broken"
	got, err := as(t, web, "ann").CallTool(t.Context(), request)
	if err != nil || !got.IsError {
		t.Fatalf("got %+v, %v, want an error of the tool", got, err)
	}
	if text, ok := got.Content[0].(mcp.TextContent); !ok || !strings.Contains(text.Text, "a bug") {
		t.Errorf("it says %+v", got.Content)
	}
}

func TestWhoAsksTooOftenWaits(t *testing.T) {
	l := &limits{caller: map[string]*rate.Limiter{}}
	refused := 0
	for range 100 * burst {
		if !l.allow("ann") {
			refused++
		}
	}
	if refused == 0 || !l.allow("bob") {
		t.Errorf("%d of ann's requests are refused, and bob is %v", refused, l.allow("bob"))
	}
	for i := range 2 * mostCallers {
		l.allow(strconv.Itoa(i))
	}
	if len(l.caller) > mostCallers {
		t.Errorf("%d callers are remembered", len(l.caller))
	}
}
