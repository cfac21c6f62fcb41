package rights

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/access"
	"github.com/netwhy/netwhy/agent/bearer"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/mcp"
	"github.com/netwhy/netwhy/agent/path"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/agent/web"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/test/apiserver"
	authv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

var shared apiserver.Shared

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

// audience is what tokens of the world are for.
const audience = "netwhy"

// world is a cluster and Netwhy before it.
type world struct {
	*apiserver.Cluster
	web *httptest.Server
	log bytes.Buffer
}

func begin(t *testing.T) *world {
	t.Helper()
	w := &world{Cluster: shared.Cluster(t)}
	for _, file := range []string{"../../docs/roles.yaml", "testdata/world.yaml"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Apply(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	for _, namespace := range []string{"mine", "vault"} {
		if err := w.WaitEndpoints(t.Context(), namespace); err != nil {
			t.Fatal(err)
		}
	}
	reviewer, err := kube.NewReviewer(w.Admin)
	if err != nil {
		t.Fatal(err)
	}
	checker := access.New(reviewer.Access, time.Now)
	identify := bearer.Identify(reviewer.Token(audience))
	caller := func(r *http.Request) (tool.Caller, error) {
		u, err := identify(r)
		if err != nil {
			return tool.Caller{}, err
		}
		rights := checker.Of(u)
		return tool.Caller{Name: u.Name, Rights: rights}, rights.May(r.Context(), access.Using)
	}
	registry, log := w.registry(t), slog.New(slog.NewTextHandler(&w.log, nil))
	kept, err := store.Open(t.Context(), store.Memory, store.Options{Log: log})
	if err != nil {
		t.Fatal(err)
	}
	server, err := web.New(web.Options{
		Gate: func(r *http.Request) (web.Caller, error) {
			c, err := caller(r)
			return web.Caller{Name: c.Name, Rights: c.Rights}, err
		},
		Store: kept, Log: log, MCP: w.mcp(t, registry, caller),
		Targets: func(ctx context.Context, who web.Caller, namespace string, read func(tool.Event)) ([]string, error) {
			return agent.Targets(ctx, registry.Audited(read), tool.Caller{Name: who.Name, Rights: who.Rights}, namespace)
		},
		Investigate: func(ctx context.Context, q web.Question) (*bundle.Bundle, *report.Report, error) {
			return agent.Investigate(ctx, agent.Request{
				Question: q.Text, Namespace: q.Namespace, Registry: registry.Audited(q.Read), Program: "test", Now: time.Now,
				Caller: tool.Caller{Name: q.Caller.Name, Face: "web", Rights: q.Caller.Rights}, Progress: q.Step,
			})
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.web = httptest.NewServer(server)
	t.Cleanup(func() {
		w.web.Close()
		server.Stop()
		_ = kept.Close() // the test has what it needs
	})
	return w
}

// registry has the tools that read the API server, and the one that explains.
func (w *world) registry(t *testing.T) *tool.Registry {
	t.Helper()
	source, err := kube.New(w.Admin)
	if err != nil {
		t.Fatal(err)
	}
	tools, err := source.Tools()
	if err != nil {
		t.Fatal(err)
	}
	reading, err := tool.NewRegistry(nil, tools...)
	if err != nil {
		t.Fatal(err)
	}
	explain, err := path.Tool(reading)
	if err != nil {
		t.Fatal(err)
	}
	registry, err := tool.NewRegistry(nil, append(tools, explain)...)
	if err != nil {
		t.Fatal(err)
	}
	return registry
}

// mcp is served behind the chat's host, whose name is known only once it listens.
func (w *world) mcp(t *testing.T, registry *tool.Registry, caller mcp.Identify) http.Handler {
	t.Helper()
	desk := mcp.NewDesk(agent.Request{Registry: registry, Program: "test", Now: time.Now}, &mcp.Shelf{})
	s, err := mcp.New(registry, desk, "test")
	if err != nil {
		t.Fatal(err)
	}
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		handler, err := mcp.Handler(s, mcp.HTTP{Hosts: []string{r.Host}, Identify: caller})
		if err != nil {
			t.Error(err)
			return
		}
		handler.ServeHTTP(out, r)
	})
}

// token is one of a ServiceAccount of namespace mine.
func (w *world) token(t *testing.T, name string) string {
	t.Helper()
	answer, err := kubernetes.NewForConfigOrDie(w.Admin).CoreV1().ServiceAccounts("mine").
		CreateToken(t.Context(), name, &authv1.TokenRequest{Spec: authv1.TokenRequestSpec{Audiences: []string{audience}}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return answer.Status.Token
}

// user asks as somebody, and keeps all that they were told.
type user struct {
	*world
	token string
	told  strings.Builder
}

func (w *world) as(t *testing.T, name string) *user {
	t.Helper()
	return &user{world: w, token: w.token(t, name)}
}

// send gives what a request is answered.
func (u *user) send(t *testing.T, method, at string, body any) (int, string) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, u.web.URL+at, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+u.token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	_, err = text.ReadFrom(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		t.Fatal(err)
	}
	u.told.WriteString(text.String())
	return response.StatusCode, text.String()
}

// ask gives all that the chat tells of a question: the steps, the report and
// all of its evidence.
func (u *user) ask(t *testing.T, question, namespace string) string {
	t.Helper()
	code, body := u.send(t, http.MethodPost, "/api/conversations", map[string]string{"question": question, "namespace": namespace})
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(body), &made); code != http.StatusAccepted || err != nil {
		t.Fatalf("%s: got %d %s, %v", question, code, body, err)
	}
	at := "/api/conversations/" + made.ID
	_, steps := u.send(t, http.MethodGet, at+"/turns/1/events", nil)
	code, body = u.send(t, http.MethodGet, at, nil)
	var c struct{ Turns []struct{ State string } }
	if err := json.Unmarshal([]byte(body), &c); code != http.StatusOK || err != nil || len(c.Turns) != 1 || c.Turns[0].State == string(store.Running) {
		t.Fatalf("%s: got %d %s, %v", question, code, body, err)
	}
	_, page := u.send(t, http.MethodGet, at+"/turns/1/export/html", nil)
	code, zip := u.send(t, http.MethodGet, at+"/turns/1/export/zip", nil)
	if code == http.StatusOK {
		b, err := bundle.Read([]byte(zip), catalog.Kinds())
		if err != nil {
			t.Fatal(err)
		}
		records, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		u.told.Write(records)
	}
	return steps + body + page
}

// call gives what a tool of MCP answers.
func (u *user) call(t *testing.T, name string, args map[string]any) string {
	t.Helper()
	code, body := u.send(t, http.MethodPost, "/mcp", map[string]any{
		"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": map[string]any{"name": name, "arguments": args},
	})
	if code != http.StatusOK {
		t.Errorf("%s %v: got %d %s", name, args, code, body)
	}
	return body
}
