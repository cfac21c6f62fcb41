package attack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc/oidctest"
	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/access"
	"github.com/netwhy/netwhy/agent/bearer"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/mcp"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/signin"
	"github.com/netwhy/netwhy/agent/source/dns"
	"github.com/netwhy/netwhy/agent/source/recorded"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/agent/web"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/test/postgres"
)

var shared postgres.Shared

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

// world is a server, and what it might be made to call.
type world struct {
	at, host string
	log      journal
	canary   *canary
	held     chan struct{} // ends what was asked with the question "wait"
}

// journal is a log that is written and read at once.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(data []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(data)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// begin serves, with a store at an address and bounds of time.
func begin(t *testing.T, address string, bound func(*http.Server)) *world {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{host: listener.Addr().String(), canary: newCanary(t), held: make(chan struct{})}
	w.at = "http://" + w.host
	log := slog.New(slog.NewTextHandler(&w.log, nil))
	kept, err := store.Open(t.Context(), address, store.Options{Log: log})
	if err != nil {
		t.Fatal(err)
	}
	registry := w.registry(t)
	identify := bearer.Identify(func(_ context.Context, token string) (access.User, error) {
		if token != "ann" && token != "bob" {
			return access.User{}, errors.New("nobody")
		}
		return access.User{Name: token}, nil
	})
	server, err := web.New(web.Options{
		Store: kept, Log: log, SignIn: w.porter(t, kept, log), MCP: w.mcp(t, registry, identify),
		Gate: func(r *http.Request) (web.Caller, error) {
			u, err := identify(r)
			if err != nil {
				return web.Caller{}, &web.Turned{Status: http.StatusUnauthorized, To: signin.Path, Why: "sign in"}
			}
			return web.Caller{Name: u.Name, Rights: tool.Own}, nil
		},
		Targets: func(ctx context.Context, who web.Caller, namespace string, read func(tool.Event)) ([]string, error) {
			return agent.Targets(ctx, registry.Audited(read), tool.Caller{Name: who.Name, Rights: who.Rights}, namespace)
		},
		Investigate: func(ctx context.Context, q web.Question) (*bundle.Bundle, *report.Report, error) {
			if strings.HasPrefix(q.Text, "wait") {
				select {
				case <-w.held:
				case <-ctx.Done():
				}
			}
			return agent.Investigate(ctx, agent.Request{
				Question: q.Text, Namespace: q.Namespace, Registry: registry.Audited(q.Read), Program: "test", Now: time.Now,
				Caller: tool.Caller{Name: q.Caller.Name, Face: "web", Rights: q.Caller.Rights}, Progress: q.Step,
			})
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	over := web.Bounded(server)
	over.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelInfo)
	if bound != nil {
		bound(over)
	}
	ended := make(chan error, 1)
	go func() { ended <- over.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		if err := errors.Join(over.Close(), kept.Close()); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return w
}

func file(t *testing.T) string { return filepath.Join(t.TempDir(), "store.db") }

// registry has the tools over recorded objects, of which one asks the canary for names.
func (w *world) registry(t *testing.T) *tool.Registry {
	t.Helper()
	given, err := recorded.Open("", nil, []string{"testdata/hostile"})
	if err != nil {
		t.Fatal(err)
	}
	all, err := given.Tools(time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	names := dns.New(func(context.Context) (string, error) { return w.canary.dns, nil })
	names.Suffixes = []string{"cluster.local"}
	asking, err := names.Tools()
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if all[i].Name == evidence.ToolDNS {
			all[i] = asking[0]
		}
	}
	registry, err := tool.NewRegistry(nil, all...)
	if err != nil {
		t.Fatal(err)
	}
	return registry
}

func (w *world) mcp(t *testing.T, registry *tool.Registry, identify func(*http.Request) (access.User, error)) http.Handler {
	t.Helper()
	desk := mcp.NewDesk(agent.Request{Registry: registry, Program: "test", Now: time.Now}, &mcp.Shelf{})
	s, err := mcp.New(registry, desk, "test")
	if err != nil {
		t.Fatal(err)
	}
	handler, err := mcp.Handler(s, mcp.HTTP{Hosts: []string{w.host}, Identify: func(r *http.Request) (tool.Caller, error) {
		u, err := identify(r)
		return tool.Caller{Name: u.Name, Rights: tool.Own}, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

// porter is the sign-in, at an issuer that nobody comes back from.
func (w *world) porter(t *testing.T, kept store.Store, log *slog.Logger) http.Handler {
	t.Helper()
	var issuer oidctest.Server
	at := httptest.NewUnstartedServer(&issuer)
	t.Cleanup(at.Close)
	issuer.SetIssuer("http://" + at.Listener.Addr().String()) // before anybody asks
	at.Start()
	p, err := signin.New(t.Context(), signin.Options{
		Public: w.at, Issuer: signin.Issuer{URL: at.URL, ClientID: "netwhy"}, Store: kept, Log: log, Idle: time.Hour, Absolute: time.Hour,
		Know:    func(context.Context, string) (access.User, error) { return access.User{}, errors.New("nobody") },
		Allowed: signin.ByGroups([]string{signin.Everybody}, nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// answer is what came back.
type answer struct {
	code   int
	header http.Header
	body   string
}

// send makes a request as somebody.
func (w *world) send(t *testing.T, who, method, path string, body io.Reader, headers ...string) answer {
	t.Helper()
	a, err := w.try(t, who, method, path, body, headers...)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

func (w *world) try(t *testing.T, who, method, path string, body io.Reader, headers ...string) (a answer, err error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, w.at, body)
	if err != nil {
		t.Fatal(err)
	}
	r.URL.Opaque = w.at + path // as it is written
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+who)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(r)
	if err != nil {
		return a, err
	}
	data, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, string(data)}, errors.Join(err, response.Body.Close())
}

// ask puts a question as somebody, waits for what comes of it, and gives where it is.
func (w *world) ask(t *testing.T, who, question string) string {
	t.Helper()
	data, err := json.Marshal(map[string]string{"question": question})
	if err != nil {
		t.Fatal(err)
	}
	a := w.send(t, who, http.MethodPost, "/api/conversations", bytes.NewReader(data))
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(a.body), &made); a.code != http.StatusAccepted || err != nil {
		t.Fatalf("%q: got %d %s, %v", question, a.code, a.body, err)
	}
	at := "/api/conversations/" + made.ID
	if steps := w.send(t, who, http.MethodGet, at+"/turns/1/events", nil); !strings.HasSuffix(steps.body, "event: end\ndata: {}\n\n") {
		t.Fatalf("%q: got %s", question, steps.body)
	}
	return at
}

// call calls a tool of MCP as somebody.
func (w *world) call(t *testing.T, who, name string, args map[string]any) string {
	t.Helper()
	data, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": map[string]any{"name": name, "arguments": args}})
	if err != nil {
		t.Fatal(err)
	}
	a := w.send(t, who, http.MethodPost, "/mcp", bytes.NewReader(data))
	if a.code != http.StatusOK {
		t.Errorf("%s %v: got %d %s", name, args, a.code, a.body)
	}
	return a.body
}

// route is a way into the server.
type route struct{ method, path string }

// changing are the routes that change something; ID is a conversation's.
var changing = []route{
	{"POST", "/api/conversations"}, {"POST", "/api/conversations/ID/turns"}, {"POST", "/api/conversations/ID/turns/1/stop"},
	{"PUT", "/api/conversations/ID/turns/1/feedback"}, {"PUT", "/api/conversations/ID/share"}, {"DELETE", "/api/conversations/ID/share"},
	{"DELETE", "/api/conversations/ID"}, {"POST", "/mcp"}, {"POST", "/signin"}, {"POST", "/signin/consent"}, {"POST", "/signin/out"}, {"POST", "/signin/out/everywhere"},
}

// reading are those that do not.
var reading = []route{
	{"GET", "/api/settings"}, {"GET", "/api/targets"}, {"GET", "/api/conversations"}, {"GET", "/api/conversations/ID"},
	{"GET", "/api/conversations/ID/turns/1/events"}, {"GET", "/api/conversations/ID/turns/1/diff/1"},
	{"GET", "/api/conversations/ID/turns/1/evidence/DIGEST"}, {"GET", "/api/conversations/ID/turns/1/export/html"},
	{"GET", "/api/conversations/ID/turns/1/export/zip"}, {"GET", "/api/shared/TOKEN"}, {"GET", "/api/shared/TOKEN/turns/1/events"},
	{"GET", "/api/shared/TOKEN/turns/1/diff/1"}, {"GET", "/api/shared/TOKEN/turns/1/evidence/DIGEST"}, {"GET", "/api/shared/TOKEN/turns/1/export/md"},
	{"GET", "/metrics"}, {"GET", "/signin"}, {"GET", "/signin/callback"}, {"GET", "/assets/none.js"}, {"GET", "/c/ID"},
}
