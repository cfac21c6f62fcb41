package scenarios

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/netwhy/netwhy/agent/report"
	"k8s.io/client-go/rest"
)

// program is the built command, as an operator runs it.
type program struct {
	t    *testing.T
	path string
	env  []string
}

func build(t *testing.T, w *world, kubeconfig string) program {
	t.Helper()
	path := filepath.Join(t.TempDir(), "netwhy")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, "../../cmd/netwhy").CombinedOutput(); err != nil {
		t.Fatalf("cannot build: %v\n%s", err, out)
	}
	return program{t, path, w.cluster.Env(kubeconfig)}
}

// run runs the program and returns what it printed and its exit code.
func (p program) run(args ...string) (out, errOut string, code int) {
	p.t.Helper()
	var stdout, stderr bytes.Buffer
	command := exec.CommandContext(p.t.Context(), p.path, args...)
	command.Env, command.Stdout, command.Stderr = p.env, &stdout, &stderr
	var exited *exec.ExitError
	if err := command.Run(); err != nil && !errors.As(err, &exited) {
		p.t.Fatal(err)
	}
	return stdout.String(), stderr.String(), command.ProcessState.ExitCode()
}

// TestTheProgramAnswersAnOperator runs the command against the real API server
// with the rights that the sources declare and no others.
func TestTheProgramAnswersAnOperator(t *testing.T) {
	w := newWorld(t)
	user, err := w.cluster.As(t.Context(), rules(nil))
	if err != nil {
		t.Fatal(err)
	}
	netwhy := build(t, w, user.Kubeconfig)
	w.set(t, scenario{apps: "shop/web pods=2 port=8080 probe service=80\npayments/api pods=2 port=8080 probe label.app=api",
		objects: []byte("apiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: payments}\nspec: {selector: {app: apii}, ports: [{port: 80, targetPort: 8080}]}")})
	saved := filepath.Join(t.TempDir(), "shop.zip")
	question := "pods in shop cannot reach payments"

	out, errOut, code := netwhy.run("ask", question, "-o", "json", "--bundle", saved)
	var live report.Report
	if err := json.Unmarshal([]byte(out), &live); err != nil || code != 1 || live.Status != report.Faulty || !strings.Contains(errOut, saved) {
		t.Fatalf("exit %d, %v: %s%s", code, err, out, errOut)
	}
	if got := names(live.Roots); len(got) != 1 || got[0] != "service.selector-mismatch Service payments/api" {
		t.Errorf("root causes are %q", got)
	}
	replayed, _, code := netwhy.run("replay", saved, "-o", "json")
	if replayed != out || code != 1 {
		t.Error("the replay differs from the live report")
	}
	if out, errOut, code := netwhy.run("rerun", saved); code != 1 || !strings.Contains(errOut, "nothing changed: fault") {
		t.Errorf("rerun: exit %d: %s%s", code, out, errOut)
	}
	out, _, _ = netwhy.run("ask", question, "--context", contextOf(t, w, user.Kubeconfig))
	if !strings.Contains(out, "kubectl --context=") {
		t.Error("with --context, the printed commands do not name it")
	}
	if out, errOut, code := netwhy.run("ask", "is the network of shop healthy?", "-n", "shop"); code != 0 || errOut != "" {
		t.Errorf("healthy: exit %d: %s%s", code, out, errOut)
	}
	if _, errOut, code := netwhy.run("ask", "what is the weather in Berlin?"); code != 3 || strings.Count(errOut, "\n") != 1 {
		t.Errorf("off topic: exit %d: %s", code, errOut)
	}
}

func contextOf(t *testing.T, w *world, kubeconfig string) string {
	t.Helper()
	name, err := w.cluster.Kubectl(t.Context(), "--kubeconfig", kubeconfig, "config", "current-context")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(name)
}

// stalled is the real API server seen through a proxy that holds back one
// resource until the client gives up, and tells when it is first asked for.
func stalled(t *testing.T, w *world, resource string) (kubeconfig string, asked chan struct{}) {
	t.Helper()
	transport, err := rest.TransportFor(w.reader)
	if err != nil {
		t.Fatal(err)
	}
	target, err := url.Parse(w.reader.Host)
	if err != nil {
		t.Fatal(err)
	}
	asked = make(chan struct{})
	var once sync.Once
	proxy := &httputil.ReverseProxy{Transport: transport, Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/"+resource) {
			once.Do(func() { close(asked) })
			<-r.Context().Done()
			return
		}
		proxy.ServeHTTP(out, r)
	}))
	t.Cleanup(server.Close)
	kubeconfig = filepath.Join(t.TempDir(), "kubeconfig")
	text := "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{name: c, context: {cluster: c, user: u}}]\n" +
		"clusters: [{name: c, cluster: {server: \"" + server.URL + "\"}}]\nusers: [{name: u, user: {}}]\n"
	if err := os.WriteFile(kubeconfig, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return kubeconfig, asked
}

// TestCtrlCYieldsThePartialReport interrupts the program while the API server
// holds an answer back.
func TestCtrlCYieldsThePartialReport(t *testing.T) {
	w := newWorld(t)
	w.set(t, scenario{apps: "shop/web pods=2 port=8080 probe service=80\npayments/api pods=2 port=8080 probe service=80"})
	kubeconfig, asked := stalled(t, w, "networkpolicies")
	netwhy := build(t, w, kubeconfig)
	var out, errOut bytes.Buffer
	command := exec.CommandContext(t.Context(), netwhy.path, "ask", "pods in shop cannot reach payments")
	command.Env, command.Stdout, command.Stderr = netwhy.env, &out, &errOut
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-asked:
	case <-t.Context().Done():
		t.Fatal("the program never asked")
	}
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err := command.Wait()
	if code := command.ProcessState.ExitCode(); code != 2 || !strings.Contains(out.String(), "ended early") || !strings.Contains(out.String(), "PASS") {
		t.Errorf("exit %d, %v: %s%s", code, err, out.String(), errOut.String())
	}
}

// TestTheProgramServesAnIDE speaks MCP to the command over its standard input
// and output.
func TestTheProgramServesAnIDE(t *testing.T) {
	w := newWorld(t)
	user, err := w.cluster.As(t.Context(), rules(nil))
	if err != nil {
		t.Fatal(err)
	}
	netwhy := build(t, w, user.Kubeconfig)
	w.set(t, scenario{apps: "shop/web pods=2 port=8080 probe service=80"})
	ide, err := client.NewStdioMCPClient(netwhy.path, netwhy.env, "mcp")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ide.Close() }()
	hello := mcp.InitializeRequest{}
	hello.Params.ProtocolVersion = mcp.LATEST_PROTOCOL_VERSION
	hello.Params.ClientInfo = mcp.Implementation{Name: "test", Version: "1"}
	if _, err := ide.Initialize(t.Context(), hello); err != nil {
		t.Fatal(err)
	}
	call := mcp.CallToolRequest{}
	call.Params.Name, call.Params.Arguments = "kubectl_list", map[string]any{"resource": "services", "namespace": "shop"}
	result, err := ide.CallTool(t.Context(), call)
	if err != nil || result.IsError || !strings.Contains(result.Content[0].(mcp.TextContent).Text, `"name":"web"`) {
		t.Errorf("got %+v, %v", result, err)
	}
	call.Params.Arguments = map[string]any{"resource": "secrets"}
	if result, err := ide.CallTool(t.Context(), call); err != nil || !result.IsError {
		t.Errorf("secrets: got %+v, %v", result, err)
	}
}
