package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/netwhy/netwhy/test/bench/peer"
)

// client is a session with a server.
type client struct {
	*mcp.ClientSession
	result peer.Result
}

// ask starts the server of a request, and calls its tools.
func ask(ctx context.Context, request peer.Request) (r peer.Result, err error) {
	speak, ok := dialects[request.Package]
	if !ok {
		return r, fmt.Errorf("cannot ask %q: its tools are not known here", request.Package)
	}
	p, err := begin(ctx, request)
	if err != nil {
		return r, fmt.Errorf("cannot start %s: %w", request.Package, err)
	}
	c := &client{}
	c.ClientSession, err = mcp.NewClient(&mcp.Implementation{Name: "netwhy-bench", Version: "1"}, nil).Connect(ctx, p.transport, nil)
	if err == nil {
		err = c.offered(ctx, speak)
	}
	c.result.Start, c.result.StartCPU = time.Since(p.began), p.meter.CPU()
	if err == nil {
		for _, read := range peer.Reads(request.Ask) {
			speak.read(ctx, c, read)
		}
	}
	c.result.CPU = p.meter.CPU() - c.result.StartCPU
	var closed error
	c.result.PeakRSS, closed = p.end(c.ClientSession)
	switch {
	case err != nil || ctx.Err() != nil:
		return r, fmt.Errorf("cannot ask %s: %w: %.300s", request.Package, errors.Join(err, ctx.Err()), p.told.String())
	case closed != nil:
		c.result.Err = strings.TrimPrefix(c.result.Err+"; cannot end it: "+closed.Error(), "; ")
	}
	return c.result, nil
}

// offered lists the tools, as each client does first, and wants those that are used.
func (c *client) offered(ctx context.Context, speak dialect) error {
	list, err := c.ListTools(ctx, nil)
	if err != nil {
		return fmt.Errorf("cannot list the tools: %w", err)
	}
	for _, name := range speak.tools {
		if !slices.ContainsFunc(list.Tools, func(t *mcp.Tool) bool { return t.Name == name }) {
			return fmt.Errorf("cannot find the tool %s: say in dialects how this version is asked", name)
		}
	}
	return nil
}

// call uses a tool, and returns what it says.
func (c *client) call(ctx context.Context, tool string, arguments map[string]any) string {
	if ctx.Err() != nil {
		return "" // nobody waits any longer
	}
	began := time.Now()
	answer, err := c.CallTool(ctx, &mcp.CallToolParams{Name: tool, Arguments: arguments})
	took := time.Since(began)
	var text strings.Builder
	if err == nil {
		for _, part := range answer.Content {
			if t, ok := part.(*mcp.TextContent); ok {
				text.WriteString(t.Text)
			}
		}
		if answer.IsError {
			err = errors.New(text.String())
			text.Reset()
		}
	}
	c.result.Add(asked(tool, arguments), took, []byte(text.String()), err)
	return text.String()
}
