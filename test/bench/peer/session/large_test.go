package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/netwhy/netwhy/test/bench/peer"
)

// loquacious is set for a test binary that is to be a server.
const loquacious = "NETWHY_TEST_SERVER"

const much = 17 << 20 // more than the SDK's own transport for commands takes

// speakALot is a server whose every answer is large.
func speakALot() {
	server := mcp.NewServer(&mcp.Implementation{Name: "loquacious", Version: "1"}, nil)
	mcp.AddTool(server, &mcp.Tool{Name: "kubectl_get"}, func(context.Context, *mcp.CallToolRequest, map[string]any) (*mcp.CallToolResult, any, error) {
		return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: strings.Repeat("pod ", much/4)}}}, nil, nil
	})
	if err := server.Run(context.Background(), &mcp.StdioTransport{}); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// TestALargeAnswerIsRead is of a table of 100,000 pods.
func TestALargeAnswerIsRead(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	r, err := ask(t.Context(), peer.Request{
		Package: "mcp-server-kubernetes", Argv: []string{program}, Environment: append(os.Environ(), loquacious+"=1"),
		Ask: peer.Ask{Question: "web cannot be reached", Namespace: "shop"},
	})
	if err != nil || r.Err != "" || len(r.Calls) != 6 {
		t.Fatalf("got %d calls, %q, %v", len(r.Calls), r.Err, err)
	}
	for _, c := range r.Calls {
		if c.Bytes != much {
			t.Errorf("%s returned %d bytes, want %d", c.What, c.Bytes, much)
		}
	}
}
