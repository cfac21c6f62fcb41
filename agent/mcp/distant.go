package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
)

// Distant is a netwhy elsewhere, which reads its cluster by what the caller may.
type Distant struct {
	Bridge
	Version string // of this program
	// Told hears what is done there, as long as it takes.
	Told func(step string)
}

// Ask puts a question, and reads the whole report.
func (d Distant) Ask(ctx context.Context, asked, namespace string) (*report.Report, error) {
	c, err := client.NewStreamableHttpClient(d.Server, transport.WithHTTPBasicClient(d.Client))
	if err != nil {
		return nil, fmt.Errorf("cannot reach %s: %w", d.Server, err)
	}
	defer c.Close() //nolint:errcheck // there is no session to end
	c.OnNotification(func(n mcp.JSONRPCNotification) {
		if says, is := n.Params.AdditionalFields["message"].(string); is && n.Method == progressMethod && d.Told != nil {
			d.Told(checks.Clean(says, 200))
		}
	})
	if err := c.Start(ctx); err != nil {
		return nil, fmt.Errorf("cannot reach %s: %w", d.Server, err)
	}
	begin := mcp.InitializeRequest{}
	begin.Params.ProtocolVersion = mcp.LATEST_PROTOCOL_VERSION
	begin.Params.ClientInfo = mcp.Implementation{Name: "netwhy", Version: d.Version}
	if _, err := c.Initialize(ctx, begin); err != nil && strings.Contains(err.Error(), silent) {
		return nil, fmt.Errorf("cannot ask %s: %s", d.Server, silent)
	} else if errors.Is(err, transport.ErrAuthorizationRequired) {
		return nil, fmt.Errorf("cannot ask %s: it does not know the bearer of this token; it wants one that has not run out and is for its audience, as of: kubectl create token NAME --audience netwhy", d.Server)
	} else if err != nil {
		return nil, fmt.Errorf("cannot speak with %s: %w", d.Server, err)
	}
	call := mcp.CallToolRequest{}
	call.Params.Name, call.Params.Arguments = "investigate", question{Question: asked, Namespace: namespace}
	call.Params.Meta = &mcp.Meta{ProgressToken: "ask"}
	result, err := c.CallTool(ctx, call)
	if err != nil {
		return nil, fmt.Errorf("cannot ask %s: %w", d.Server, err)
	}
	var answer Answer
	if err := inform(result, &answer); err != nil {
		return nil, err
	}
	return d.whole(ctx, c, answer.Report)
}

// inform reads an answer as data, or its error.
func inform(result *mcp.CallToolResult, into any) error {
	if result.IsError {
		why := "it does not say why"
		for _, content := range result.Content {
			if t, is := content.(mcp.TextContent); is {
				why = checks.Clean(t.Text, 500)
			}
		}
		return errors.New(why)
	}
	data, err := json.Marshal(result.StructuredContent)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		return fmt.Errorf("cannot read the answer: %w", err)
	}
	return nil
}

// whole reads a report of which the answer told in short.
func (d Distant) whole(ctx context.Context, c *client.Client, id string) (*report.Report, error) {
	read := mcp.ReadResourceRequest{}
	read.Params.URI = reportURI + id + wholeURI
	got, err := c.ReadResource(ctx, read)
	if err != nil {
		return nil, fmt.Errorf("cannot read the report from %s: %w", d.Server, err)
	}
	for _, content := range got.Contents {
		if t, is := content.(mcp.TextResourceContents); is {
			r := &report.Report{}
			if err := json.Unmarshal([]byte(t.Text), r); err != nil {
				return nil, fmt.Errorf("cannot read the report: %w", err)
			}
			return r, nil
		}
	}
	return nil, fmt.Errorf("cannot read the report: %s gives none", d.Server)
}
