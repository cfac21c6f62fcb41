package mcp

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// client is the official client, connected, and how often it was told progress.
type client struct {
	*mcp.ClientSession
	told atomic.Int64
}

// bearing adds a token to every request.
type bearing struct{ token string }

func (b bearing) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+b.token)
	return http.DefaultTransport.RoundTrip(r)
}

// ways are how a client reaches the program.
var ways = map[string]func(*testing.T, *world) mcp.Transport{
	"stdio": func(t *testing.T, w *world) mcp.Transport {
		return &mcp.CommandTransport{Command: w.command(context.WithoutCancel(t.Context()))}
	},
	"http": func(t *testing.T, w *world) mcp.Transport {
		return &mcp.StreamableClientTransport{Endpoint: w.listen(t), HTTPClient: &http.Client{Transport: bearing{w.token(t, "netwhy")}}}
	},
	"bridge": func(t *testing.T, w *world) mcp.Transport {
		return &mcp.CommandTransport{Command: w.command(context.WithoutCancel(t.Context()), "--bridge", w.listen(t), "--token-file", w.tokenFile(t, "netwhy"))}
	},
}

func connect(t *testing.T, transport mcp.Transport) *client {
	t.Helper()
	c := &client{}
	sdk := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, &mcp.ClientOptions{
		ProgressNotificationHandler: func(context.Context, *mcp.ProgressNotificationClientRequest) { c.told.Add(1) },
	})
	session, err := sdk.Connect(t.Context(), transport, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := session.Close(); err != nil {
			t.Errorf("cannot close: %v", err)
		}
	})
	c.ClientSession = session
	return c
}

// each runs a test by every way.
func each(t *testing.T, test func(*testing.T, *world, *client)) {
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			test(t, w, connect(t, way(t, w)))
		})
	}
}

// use calls a tool and holds its answer against the schema that it published.
func (c *client) use(t *testing.T, tools []*mcp.Tool, name string, args map[string]any) (*mcp.CallToolResult, map[string]any) {
	t.Helper()
	params := &mcp.CallToolParams{Name: name, Arguments: args}
	params.SetProgressToken(name)
	got, err := c.CallTool(t.Context(), params)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if got.IsError {
		return got, nil
	}
	i := slices.IndexFunc(tools, func(p *mcp.Tool) bool { return p.Name == name })
	var schema jsonschema.Schema
	remade(t, tools[i].OutputSchema, &schema)
	resolved, err := schema.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := resolved.Validate(got.StructuredContent); err != nil {
		t.Errorf("the answer of %s is not as its schema says: %v", name, err)
	}
	var answer map[string]any
	remade(t, got.StructuredContent, &answer)
	return got, answer
}

func remade(t *testing.T, from, into any) {
	t.Helper()
	text, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// texts is what a result says in words.
func texts(r *mcp.CallToolResult) string {
	var all []string
	for _, content := range r.Content {
		if text, ok := content.(*mcp.TextContent); ok {
			all = append(all, text.Text)
		}
	}
	return strings.Join(all, "\n")
}

const asks = "service web in namespace shop refuses connections"

func TestACancelledInvestigationEnds(t *testing.T) {
	each(t, func(t *testing.T, w *world, c *client) {
		w.hold("services")
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			_, err := c.CallTool(ctx, &mcp.CallToolParams{Name: "investigate", Arguments: map[string]any{"question": asks}})
			ended <- err
		}()
		soon(t, w.asked, "the investigation reads")
		cancel()
		if err := soon(t, ended, "the call ends"); err == nil {
			t.Error("the cancelled call has an answer")
		}
		soon(t, w.ended, "the reading is given up")
		w.release()
		// The connection is as good as before.
		got, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: "investigate", Arguments: map[string]any{"question": asks}})
		if err != nil || got.IsError {
			t.Fatalf("a following call: %v, %+v", err, got)
		}
	})
}

// soon waits for something, and less than the program would by itself.
func soon[T any](t *testing.T, c <-chan T, what string) (got T) {
	t.Helper()
	select {
	case got = <-c:
	case <-time.After(8 * time.Second):
		t.Fatalf("it does not come to that: %s", what)
	}
	return got
}
