package mcp

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/path"
	"github.com/netwhy/netwhy/agent/source/cilium"
	"github.com/netwhy/netwhy/agent/source/dns"
	"github.com/netwhy/netwhy/agent/source/hubble"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/source/node"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
	"k8s.io/client-go/rest"
)

var update = flag.Bool("update", false, "rewrite the golden schemas")

// connect serves a registry over pipes, as an IDE would start it, and connects.
func connect(t *testing.T, registry *tool.Registry) *client.Client {
	t.Helper()
	return connectTo(t, registry, nil)
}

// connectTo is connect with a desk.
func connectTo(t *testing.T, registry *tool.Registry, desk *Desk) *client.Client {
	t.Helper()
	s, err := New(registry, desk, "test")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	inRead, inWrite := io.Pipe()
	outRead, outWrite := io.Pipe()
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, s, inRead, outWrite, io.Discard) }()
	c := client.NewClient(transport.NewIO(outRead, inWrite, io.NopCloser(strings.NewReader(""))))
	if err := c.Start(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = inWrite.Close()
		if err := <-served; err != nil {
			t.Error(err)
		}
		_ = outWrite.Close()
	})
	request := mcp.InitializeRequest{}
	request.Params.ProtocolVersion = mcp.LATEST_PROTOCOL_VERSION
	request.Params.ClientInfo = mcp.Implementation{Name: "test", Version: "1"}
	if _, err := c.Initialize(ctx, request); err != nil {
		t.Fatal(err)
	}
	return c
}

// every is a registry of all real tools; none is called, so nothing is sent.
func every(t *testing.T) *tool.Registry {
	t.Helper()
	source, err := kube.New(&rest.Config{Host: "https://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	tools, err := source.Tools()
	if err != nil {
		t.Fatal(err)
	}
	lookup, err := dns.New(nil).Tools()
	if err != nil {
		t.Fatal(err)
	}
	counters, err := node.New(source, node.Service{}, "").Tools()
	if err != nil {
		t.Fatal(err)
	}
	flows, err := hubble.New(hubble.Relay{}, hubble.DefaultWindow, time.Now).Tools()
	if err != nil {
		t.Fatal(err)
	}
	status, err := cilium.New(source).Tools()
	if err != nil {
		t.Fatal(err)
	}
	explain, err := path.Tool(nil)
	if err != nil {
		t.Fatal(err)
	}
	registry, err := tool.NewRegistry(nil, slices.Concat(tools, lookup, counters, flows, status, []tool.Tool{explain})...)
	if err != nil {
		t.Fatal(err)
	}
	return registry
}

func TestEveryToolOnlyReads(t *testing.T) {
	list, err := connectTo(t, every(t), NewDesk(agent.Request{}, &Shelf{})).ListTools(t.Context(), mcp.ListToolsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Tools) != 14 {
		t.Errorf("got %d tools, want 14", len(list.Tools))
	}
	total := 0
	for _, published := range list.Tools {
		a := published.Annotations
		if a.ReadOnlyHint == nil || !*a.ReadOnlyHint || a.DestructiveHint == nil || *a.DestructiveHint || a.IdempotentHint == nil || a.OpenWorldHint == nil {
			t.Errorf("%s says %+v of itself", published.Name, a)
		}
		text, err := json.MarshalIndent(published, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		arguments, err := json.Marshal(published.InputSchema)
		if err != nil {
			t.Fatal(err)
		}
		if len(published.InputSchema.Properties) == 0 || len(published.OutputSchema.Properties) == 0 {
			t.Errorf("%s has an empty schema", published.Name)
		}
		total += len(published.Name) + len(published.Description) + len(arguments)
		golden(t, published.Name+".json", append(text, '\n'))
	}
	// What clients show a model of a tool; schemas of answers are for programs.
	if tokens := total / 4; tokens > 4000 {
		t.Errorf("the tools' arguments are about %d tokens, more than 4000", tokens)
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != string(got) {
		t.Errorf("%s changed; if that is meant, run the test with -update: %v\n%s", file, err, got)
	}
}

type args struct {
	Items int `json:"items"`
}

func stub(t *testing.T) *tool.Registry {
	t.Helper()
	many, err := tool.New(tool.Spec{Name: "many", Description: "many items"}, nil, func(_ context.Context, a args) (tool.Reading, error) {
		if a.Items < 0 {
			return tool.Reading{}, &tool.Failure{Reason: evidence.Forbidden, Needs: "permission to list pods"}
		}
		item, err := json.Marshal(map[string]string{"x": strings.Repeat("x", 1000)})
		reading := tool.Reading{}
		for range a.Items {
			reading.Items = append(reading.Items, item)
		}
		return reading, err
	})
	if err != nil {
		t.Fatal(err)
	}
	registry, err := tool.NewRegistry(nil, many)
	if err != nil {
		t.Fatal(err)
	}
	return registry
}

func call(t *testing.T, c *client.Client, arguments any) (string, bool) {
	t.Helper()
	request := mcp.CallToolRequest{}
	request.Params.Name, request.Params.Arguments = "many", arguments
	result, err := c.CallTool(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for _, content := range result.Content {
		if c, ok := content.(mcp.TextContent); ok {
			text = append(text, c.Text)
		}
	}
	return strings.Join(text, "\n"), result.IsError
}

func TestResultsAreCappedByWholeItems(t *testing.T) {
	c := connect(t, stub(t))
	text, failed := call(t, c, map[string]any{"items": 100})
	first, note, _ := strings.Cut(text, "\n")
	var reading tool.Reading
	if err := json.Unmarshal([]byte(first), &reading); err != nil || failed {
		t.Fatalf("the result is no JSON: %v", err)
	}
	if len(first) > MostResultBytes+1000 || reading.Omitted == 0 || len(reading.Items)+reading.Omitted != 100 || !strings.Contains(note, "narrow the call") {
		t.Errorf("got %d items, %d omitted, in %d bytes: %s", len(reading.Items), reading.Omitted, len(first), note)
	}
}

func TestBadCallsAreExplained(t *testing.T) {
	c := connect(t, stub(t))
	for _, bad := range []struct {
		arguments any
		want      string
	}{
		{map[string]any{}, "items"}, {map[string]any{"items": "seven"}, "items"}, {map[string]any{"items": 1, "verb": "delete"}, "verb"},
		{map[string]any{"items": -1}, "needs permission to list pods"},
	} {
		if text, failed := call(t, c, bad.arguments); !failed || !strings.Contains(text, bad.want) {
			t.Errorf("%v: got %v, %q, want an error with %q", bad.arguments, failed, text, bad.want)
		}
	}
}

func TestWhatExplainPathAnswersIsAsItsSchemaSays(t *testing.T) {
	explain, err := path.Tool(nil)
	if err != nil {
		t.Fatal(err)
	}
	published, err := publish(explain)
	if err != nil {
		t.Fatal(err)
	}
	var schema jsonschema.Schema
	if err := json.Unmarshal(published.RawOutputSchema, &schema); err != nil {
		t.Fatal(err)
	}
	if schema.Properties["items"].Items.Properties["verdict"] == nil {
		t.Error("the schema does not say what an answer is")
	}
	resolved, err := schema.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	way := path.Way{Leaving: path.Side{Policies: []reach.Policy{{Kind: "NetworkPolicy"}}}, Open: []path.Opening{{Manifest: "x"}}}
	for _, answer := range []path.Answer{{Ways: []path.Way{}}, {Ways: []path.Way{way}, Notes: []string{"x"}, Gaps: []evidence.Gap{{Call: evidence.Query{Name: "x"}, Reason: evidence.Forbidden}}}} {
		item, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		var reading any
		text, err := json.Marshal(tool.Reading{Items: []json.RawMessage{item}})
		if err == nil {
			err = json.Unmarshal(text, &reading)
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := resolved.Validate(reading); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}
