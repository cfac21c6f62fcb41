package mcp

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/netwhy/netwhy/test/apiserver"
	"k8s.io/client-go/rest"
)

var (
	shared  apiserver.Shared
	program string // the built netwhy
)

func TestMain(m *testing.M) {
	os.Exit(func() int {
		folder, err := os.MkdirTemp("", "netwhy-mcp-")
		if err != nil {
			panic(err)
		}
		defer func() { _ = os.RemoveAll(folder) }()
		program = filepath.Join(folder, "netwhy")
		// Built within the product's module, with what that one requires.
		build := exec.Command("go", "build", "-o", program, "./cmd/netwhy")
		build.Dir, build.Stdout, build.Stderr = "../..", os.Stderr, os.Stderr
		if err := build.Run(); err != nil {
			panic(err)
		}
		return shared.Main(m)
	}())
}

// A Service that selects no pod, and a policy that lets nobody call its pod.
const objects = `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: web-1, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: wbe}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: nobody, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress]}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: ci, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: ci}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: ci, namespace: shop}]
`

// world is the API server, seen through a proxy that can hold a request back.
type world struct {
	*apiserver.Cluster
	kubeconfig string
	// held is a resource whose requests are held until whoever asks gives up.
	held atomic.Pointer[string]
	// pretended counts requests in another's name.
	pretended    atomic.Int64
	asked, ended chan struct{}
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{Cluster: shared.Cluster(t), asked: make(chan struct{}, 100), ended: make(chan struct{}, 100)}
	if err := w.Apply(t.Context(), []byte(objects)); err != nil {
		t.Fatal(err)
	}
	w.release()
	target, err := url.Parse(w.Admin.Host)
	if err != nil {
		t.Fatal(err)
	}
	transport, err := rest.TransportFor(w.Admin)
	if err != nil {
		t.Fatal(err)
	}
	forward := &httputil.ReverseProxy{Transport: transport, Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }, ErrorHandler: unanswered}
	proxy := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Impersonate-User")+r.Header.Get("X-Remote-User")+r.Header.Get("X-Forwarded-User") != "" {
			w.pretended.Add(1)
		}
		if strings.HasSuffix(r.URL.Path, "/"+*w.held.Load()) {
			w.asked <- struct{}{}
			<-r.Context().Done()
			w.ended <- struct{}{}
			return
		}
		forward.ServeHTTP(out, r)
	}))
	t.Cleanup(proxy.Close)
	w.kubeconfig = filepath.Join(t.TempDir(), "kubeconfig")
	text := "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{name: c, context: {cluster: c, user: u}}]\n" +
		"clusters: [{name: c, cluster: {server: \"" + proxy.URL + "\"}}]\nusers: [{name: u, user: {}}]\n"
	if err := os.WriteFile(w.kubeconfig, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return w
}

// unanswered is for who has given up.
func unanswered(out http.ResponseWriter, _ *http.Request, _ error) {
	out.WriteHeader(http.StatusBadGateway)
}

func (w *world) hold(resource string) { w.held.Store(&resource) }

func (w *world) release() { w.hold("nothing") }

// token is one as docs/mcp.md has it made.
func (w *world) token(t *testing.T, audience string) string {
	t.Helper()
	token, err := w.Kubectl(t.Context(), "create", "token", "ci", "-n", "shop", "--audience", audience)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(token)
}

// tokenFile is a file that holds a token.
func (w *world) tokenFile(t *testing.T, audience string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(name, []byte(w.token(t, audience)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func (w *world) command(ctx context.Context, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, program, append([]string{"mcp"}, args...)...)
	c.Env = w.Env(w.kubeconfig)
	return c
}

// listen serves over HTTP, and tells the address.
func (w *world) listen(t *testing.T) string {
	t.Helper()
	c := w.command(t.Context(), "--listen", "127.0.0.1:0", "--token-audience", "netwhy")
	told, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(os.Interrupt)
		if err := c.Wait(); err != nil && t.Context().Err() == nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	lines := bufio.NewScanner(told)
	for lines.Scan() {
		if _, address, found := strings.Cut(lines.Text(), "serving MCP at "); found {
			go func() {
				for lines.Scan() {
					t.Log(lines.Text())
				}
			}()
			return address
		}
	}
	t.Fatal("the server does not say where it listens")
	return ""
}
