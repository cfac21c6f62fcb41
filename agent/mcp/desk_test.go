package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/queue"
	"github.com/netwhy/netwhy/agent/source/recorded"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// objects are a Service whose selector selects no pod, and its pod.
var objects = map[string]string{
	"namespaces.all.yaml": `{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}]}`,
	"services.all.yaml": `{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop"},
		"spec":{"clusterIP":"10.0.0.7","selector":{"app":"wbe"},"ports":[{"port":80,"protocol":"TCP","targetPort":8080}]}}]}`,
	"pods.all.yaml": `{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-1","namespace":"shop","labels":{"app":"web"}},
		"spec":{"nodeName":"n1","containers":[{"name":"web","image":"web","ports":[{"containerPort":8080}]}]},
		"status":{"phase":"Running","podIP":"10.1.0.1","conditions":[{"type":"Ready","status":"True"}]}}]}`,
}

// recording is a registry over files, and a desk over it.
func recording(t *testing.T) (*tool.Registry, *Desk) {
	t.Helper()
	folder := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, plural := range []string{"deployments", "statefulsets", "daemonsets", "replicasets", "jobs", "ingresses", "nodes", "endpointslices", "networkpolicies"} {
		write(plural+".all.yaml", `{"apiVersion":"v1","kind":"List","items":[]}`)
	}
	write("api-versions.txt", "apps/v1\ndiscovery.k8s.io/v1\nnetworking.k8s.io/v1\nv1\n")
	for name, text := range objects {
		write(name, text)
	}
	given, err := recorded.Open("", nil, []string{folder})
	if err != nil {
		t.Fatal(err)
	}
	list, err := given.Tools(2 * time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	registry, err := tool.NewRegistry(nil, list...)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return registry, NewDesk(agent.Request{Registry: registry, Program: "test", Now: func() time.Time { return at }}, &Shelf{})
}

// use calls a tool, holds the answer against the tool's own output schema, and
// reads it.
func use[T any](t *testing.T, c *client.Client, name string, args map[string]any) (answer T) {
	t.Helper()
	list, err := c.ListTools(t.Context(), mcp.ListToolsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	request := mcp.CallToolRequest{}
	request.Params.Name, request.Params.Arguments = name, args
	request.Params.Meta = &mcp.Meta{ProgressToken: "token"}
	result, err := c.CallTool(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	if result.IsError {
		t.Fatalf("%s failed: %+v", name, result.Content)
	}
	i := slices.IndexFunc(list.Tools, func(p mcp.Tool) bool { return p.Name == name })
	published, err := json.Marshal(list.Tools[i].OutputSchema)
	if err != nil {
		t.Fatal(err)
	}
	var schema jsonschema.Schema
	if err := json.Unmarshal(published, &schema); err != nil {
		t.Fatal(err)
	}
	resolved, err := schema.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := resolved.Validate(result.StructuredContent); err != nil {
		t.Errorf("the answer of %s is not as its schema says: %v", name, err)
	}
	text, err := json.Marshal(result.StructuredContent)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestAnInvestigationCanBeReadAgain(t *testing.T) {
	registry, desk := recording(t)
	c := connectTo(t, registry, desk)
	told := make(chan string, 1000)
	c.OnNotification(func(n mcp.JSONRPCNotification) { told <- n.Method })
	a := use[Answer](t, c, "investigate", map[string]any{"question": "service web in namespace shop refuses connections"})
	if a.Status != "fault" || len(a.Roots) != 1 || !strings.Contains(a.Roots[0].Culprit, "shop/web") || len(a.Roots[0].Fix) == 0 {
		t.Fatalf("got %+v, want the selector of shop/web as the root cause", a)
	}
	if got := <-told; got != "notifications/progress" {
		t.Errorf("was told %s, want progress", got)
	}

	p := use[Page](t, c, "get_report", map[string]any{"report": a.Report, "verdict": "fail"})
	if p.Total == 0 || p.Total != len(p.Findings) || p.Next != 0 {
		t.Errorf("got %d of %d failed findings, next %d", len(p.Findings), p.Total, p.Next)
	}
	for _, f := range p.Findings {
		if f.Verdict != "fail" || len(f.Cites) == 0 {
			t.Errorf("got %+v, want a failed finding that cites", f)
		}
	}
	var e Evidence
	whole := 0
	for _, digest := range a.Roots[0].Cites {
		e = use[Evidence](t, c, "get_evidence", map[string]any{"report": a.Report, "digest": digest})
		if e.Total != len(e.Items) || e.Kind == "" {
			t.Errorf("got %+v, want whole evidence", e)
		}
		whole += e.Total
	}
	if whole == 0 {
		t.Error("all evidence of the root cause is empty")
	}

	for uri, want := range map[string]string{
		reportURI + a.Report: "shop/web", reportURI + a.Report + "/evidence/" + a.Roots[0].Cites[len(a.Roots[0].Cites)-1]: e.Kind, checkURI + p.Findings[0].Check: p.Findings[0].Check,
	} {
		request := mcp.ReadResourceRequest{}
		request.Params.URI = uri
		got, err := c.ReadResource(t.Context(), request)
		if err != nil {
			t.Errorf("%s: %v", uri, err)
			continue
		}
		if text, ok := got.Contents[0].(mcp.TextResourceContents); !ok || !strings.Contains(text.Text, want) {
			t.Errorf("%s: got %+v, want text with %q", uri, got.Contents[0], want)
		}
	}
}

func TestChecksThatAreRunNeverProveHealth(t *testing.T) {
	registry, desk := recording(t)
	c := connectTo(t, registry, desk)
	list := use[Checks](t, c, "list_checks", map[string]any{"area": "service"})
	if !slices.ContainsFunc(list.Checks, func(l CheckLine) bool { return l.ID == "service.selector-matches" }) {
		t.Fatalf("got %+v, want service.selector-matches among them", list)
	}
	p := use[Page](t, c, "run_checks", map[string]any{"checks": []string{"service.selector-matches"}, "kind": "service", "namespace": "shop", "name": "web"})
	if p.Total != 1 || p.Findings[0].Verdict != "fail" || p.Answer.Status != "fault" {
		t.Errorf("got %+v, want one failed finding", p)
	}
	p = use[Page](t, c, "run_checks", map[string]any{"checks": []string{"service.selector-matches"}, "kind": "service", "namespace": "shop", "name": "absent"})
	if p.Answer.Status == "healthy" || p.Findings[0].Verdict == "pass" {
		t.Errorf("of a Service that does not exist: got %+v", p)
	}
	p = use[Page](t, c, "run_checks", map[string]any{"checks": []string{"service.exists"}, "kind": "service", "namespace": "shop", "name": "web"})
	if p.Answer.Status == "healthy" || p.Total != 1 {
		t.Errorf("one check alone says healthy: %+v", p)
	}
}

func TestNobodyFindsAnothersReport(t *testing.T) {
	kept, err := store.Open(t.Context(), store.Memory, store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = kept.Close() }() // it ends with the test
	for name, reports := range map[string]Reports{"shelf": &Shelf{}, "archive": Archive{kept}} {
		t.Run(name, func(t *testing.T) {
			_, desk := recording(t)
			desk.Reports = reports
			may := &rights{}
			ann, bob := askedBy(t, "ann", may), askedBy(t, "another", may)
			a, err := desk.investigate(ann, question{Question: "is the network of namespace shop healthy?"})
			if err != nil {
				t.Fatal(err)
			}
			if list, err := reports.List(bob, "another"); err != nil || len(list) != 0 {
				t.Errorf("another's report is listed: %v, %v", list, err)
			}
			if _, err := desk.getReport(bob, reportArgs{Report: a.Report}); err == nil || !strings.Contains(err.Error(), "no such report") {
				t.Errorf("another's report is found: %v", err)
			}
			list, err := reports.List(ann, "ann")
			if err != nil || len(list) != 1 || list[0].ID != a.Report || list[0].Report.Question == "" {
				t.Fatalf("got %+v, %v, want the one that was asked", list, err)
			}
			p, err := desk.getReport(ann, reportArgs{Report: a.Report})
			if err != nil || p.Total == 0 || p.Answer.Summary != a.Summary || len(p.Findings[0].Cites) == 0 {
				t.Fatalf("got %+v, %v", p, err)
			}
			if e, err := desk.getEvidence(ann, evidenceArgs{Report: a.Report, Digest: p.Findings[0].Cites[0]}); err != nil || e.Kind == "" {
				t.Errorf("got %+v, %v", e, err)
			}

			// A right that is withdrawn ends what it gave.
			may.withdrawn = true
			if _, err := desk.getReport(ann, reportArgs{Report: a.Report}); err == nil || !strings.Contains(err.Error(), "no longer read") {
				t.Errorf("it is read without the right: %v", err)
			}
			var listed mcp.ListResourcesResult
			desk.hooks().OnAfterListResources[0](ann, nil, nil, &listed)
			if len(listed.Resources) != 0 {
				t.Errorf("it is listed without the right: %+v", listed)
			}
		})
	}
}

// rights are to everything, until they are withdrawn.
type rights struct{ withdrawn bool }

func (r *rights) May(_ context.Context, a tool.Access) error {
	if r.withdrawn {
		return &tool.Failure{Reason: evidence.Forbidden, Needs: a.String()}
	}
	return nil
}

func askedBy(t *testing.T, name string, r tool.Rights) context.Context {
	t.Helper()
	return context.WithValue(t.Context(), callerKey{}, tool.Caller{Name: name, Rights: r})
}

func TestNothingIsReadThatIsNotWrittenDown(t *testing.T) {
	_, desk := recording(t)
	var noted []string
	desk.Asked = func(_ context.Context, c tool.Caller, asked string) error {
		noted = append(noted, c.Name+": "+asked)
		return errors.New("disk full")
	}
	if _, err := desk.investigate(askedBy(t, "ann", tool.Own), question{Question: "is the network healthy?"}); err == nil || len(noted) != 1 || noted[0] != "ann: is the network healthy?" {
		t.Errorf("got %v, noted %v", err, noted)
	}
	if list, err := desk.Reports.List(t.Context(), "ann"); err != nil || len(list) != 0 {
		t.Errorf("it was read all the same: %v, %v", list, err)
	}
}

func TestCancelledWaitersLeave(t *testing.T) {
	_, desk := recording(t)
	desk.Queue = queue.New(0, 0)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := desk.investigate(ctx, question{Question: "is the network of namespace shop healthy?"}); err == nil || !strings.Contains(err.Error(), "cannot begin") {
		t.Errorf("got %v, want that it cannot begin", err)
	}
}

func TestPagesLoseNothing(t *testing.T) {
	all := make([]string, 200)
	for i := range all {
		all[i] = strings.Repeat("x", 1000)
	}
	all[7] = strings.Repeat("x", 2*MostResultBytes) // larger than a page
	seen, next := 0, 0
	for {
		page, n, err := cut(all, next)
		if err != nil || len(page) == 0 {
			t.Fatalf("from %d: got %d items, %v", next, len(page), err)
		}
		seen += len(page)
		if n == 0 {
			break
		}
		next = n
	}
	if seen != len(all) {
		t.Errorf("got %d items, want %d", seen, len(all))
	}
	if _, _, err := cut(all, 201); err == nil {
		t.Error("a page beyond the end is no error")
	}
}

func TestPromptsAskForWhatTheyNeed(t *testing.T) {
	registry, desk := recording(t)
	c := connectTo(t, registry, desk)
	request := mcp.GetPromptRequest{}
	request.Params.Name, request.Params.Arguments = "cannot-reach", map[string]string{"from": "shop/web", "to": "pay/api\x1b[31m:80"}
	got, err := c.GetPrompt(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	text, ok := got.Messages[0].Content.(mcp.TextContent)
	if !ok || !strings.Contains(text.Text, "shop/web cannot reach pay/api") || strings.Contains(text.Text, "\x1b") {
		t.Errorf("got %+v", got.Messages)
	}
	request.Params.Arguments = map[string]string{"from": "shop/web"}
	if _, err := c.GetPrompt(t.Context(), request); err == nil {
		t.Error("a prompt that lacks an argument is no error")
	}
}
