package mcp

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// calls are one call of each tool that needs no report, and what its answer says.
// Those whose source this cluster lacks say so.
var calls = map[string]struct {
	args   map[string]any
	says   string
	failed bool
}{
	"list_checks":    {args: map[string]any{"area": "service"}, says: "service.selector-matches"},
	"run_checks":     {args: map[string]any{"checks": []string{"service.selector-matches"}, "kind": "service", "namespace": "shop", "name": "web"}, says: `"fail"`},
	"explain_path":   {args: map[string]any{"from": "shop/web-1", "to": "shop/web-1:8080"}, says: "nobody"},
	"kubectl_get":    {args: map[string]any{"resource": "services", "namespace": "shop", "name": "web"}, says: "wbe"},
	"kubectl_list":   {args: map[string]any{"resource": "pods", "namespace": "shop"}, says: "web-1"},
	"kubectl_events": {args: map[string]any{"namespace": "shop"}, says: "items"},
	"kubectl_logs":   {args: map[string]any{"labels": "k8s-app=kube-dns"}, says: "items"},
	"hubble_flows":   {args: map[string]any{"namespace": "shop"}, says: "not-installed", failed: true},
	"cilium_status":  {says: `"installed":false`},
	"node_counters":  {args: map[string]any{"namespace": "shop"}, says: "not-installed", failed: true},
	"dns_lookup":     {args: map[string]any{"name": "web.shop.svc.cluster.local"}, says: "not-installed", failed: true},
}

func TestEverythingThatIsListedIsUsed(t *testing.T) {
	each(t, func(t *testing.T, _ *world, c *client) {
		list, err := c.ListTools(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		left := map[string]bool{}
		for _, p := range list.Tools {
			left[p.Name] = true
			if a := p.Annotations; !a.ReadOnlyHint || a.DestructiveHint == nil || *a.DestructiveHint {
				t.Errorf("%s says of itself %+v", p.Name, a)
			}
		}
		used := func(name string, args map[string]any) (*mcp.CallToolResult, map[string]any) {
			delete(left, name)
			return c.use(t, list.Tools, name, args)
		}

		r, answer := used("investigate", map[string]any{"question": asks})
		if answer["status"] != "fault" || !strings.Contains(texts(r), "shop/web") {
			t.Fatalf("got %s, want a fault of shop/web", texts(r))
		}
		if c.told.Load() == 0 {
			t.Error("no progress was told")
		}
		id, _ := answer["report"].(string)
		root, _ := answer["rootCauses"].([]any)[0].(map[string]any)
		digest, _ := root["cites"].([]any)[0].(string)
		if _, answer = used("get_report", map[string]any{"report": id, "verdict": "fail"}); answer["total"] == 0.0 {
			t.Error("the report has no failed finding")
		}
		if _, answer = used("get_evidence", map[string]any{"report": id, "digest": digest}); answer["kind"] == "" {
			t.Error("the evidence is of no kind")
		}
		for name, call := range calls {
			if r, _ := used(name, call.args); r.IsError != call.failed || !strings.Contains(texts(r), call.says) {
				t.Errorf("%s: failed %v, says %.300s, want %q", name, r.IsError, texts(r), call.says)
			}
		}
		if len(left) > 0 {
			t.Errorf("never called: %q", slices.Sorted(maps.Keys(left)))
		}
		read(t, c, id, digest)
		ask(t, c)
	})
}

// read reads a resource of each template, and all that are listed.
func read(t *testing.T, c *client, report, digest string) {
	templates, err := c.ListResourceTemplates(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("{report}", report, "{digest}", digest, "{check}", "service.selector-matches")
	var all []string
	for _, template := range templates.ResourceTemplates {
		all = append(all, fill.Replace(template.URITemplate))
	}
	r := "netwhy://reports/" + report
	want := []string{"netwhy://checks/service.selector-matches", r, r + "/evidence/" + digest, r + "/json"}
	if slices.Sort(all); !slices.Equal(all, want) {
		t.Errorf("templates of resources lead to %q, want %q", all, want)
	}
	for resource, err := range c.Resources(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, resource.URI)
	}
	for _, uri := range all {
		got, err := c.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: uri})
		if err != nil || len(got.Contents) != 1 || got.Contents[0].Text == "" {
			t.Errorf("%s: %v, %+v", uri, err, got)
		}
	}
}

// ask gets every prompt that is listed, with what it asks for.
func ask(t *testing.T, c *client) {
	prompts := 0
	for prompt, err := range c.Prompts(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		args := map[string]string{}
		for _, a := range prompt.Arguments {
			args[a.Name] = "shop-" + a.Name
		}
		got, err := c.GetPrompt(t.Context(), &mcp.GetPromptParams{Name: prompt.Name, Arguments: args})
		if err != nil || len(got.Messages) == 0 {
			t.Errorf("%s: %v, %+v", prompt.Name, err, got)
			continue
		}
		text, _ := got.Messages[0].Content.(*mcp.TextContent)
		for _, value := range args {
			if text == nil || !strings.Contains(text.Text, value) {
				t.Errorf("%s does not ask about %s", prompt.Name, value)
			}
		}
		prompts++
	}
	if prompts < 4 {
		t.Errorf("got %d prompts", prompts)
	}
}
