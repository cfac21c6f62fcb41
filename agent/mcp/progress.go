package mcp

import (
	"context"
	"fmt"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

type progressKey struct{}

// tellEvery is after how many readings a caller is told again.
const tellEvery = 10

// attended is around every call of a tool. It lets the tool tell its progress, and
// makes a panic of it an answer that a model can read; mcp-go would make of it an
// error of the protocol.
func attended(next server.ToolHandlerFunc) server.ToolHandlerFunc {
	return func(ctx context.Context, request mcp.CallToolRequest) (result *mcp.CallToolResult, err error) {
		ctx = heard(ctx, request)
		defer func() {
			if p := recover(); p != nil {
				result, err = mcp.NewToolResultError(fmt.Sprintf("cannot answer: internal error: %v", p)), nil
			}
			if progressOf(ctx) != nil {
				time.Sleep(settle)
			}
		}()
		return next(ctx, request)
	}
}

// heard lets a handler tell a caller who wants to know how far it is.
func heard(ctx context.Context, request mcp.CallToolRequest) context.Context {
	if request.Params.Meta == nil || request.Params.Meta.ProgressToken == nil {
		return ctx
	}
	token, sent := request.Params.Meta.ProgressToken, 0
	return context.WithValue(ctx, progressKey{}, func(step string, done, of int) {
		if done%tellEvery != 0 && done != of {
			return
		}
		sent++ // progress must grow, and every round of readings starts at none
		message := step
		if of > 0 {
			message = fmt.Sprintf("%s: %d of %d", step, done, of)
		}
		// Progress is a courtesy: a client that cannot be told is not an error.
		_ = server.ServerFromContext(ctx).SendNotificationToClient(ctx, "notifications/progress",
			map[string]any{"progressToken": token, "progress": sent, "message": message})
	})
}

// settle is how long a handler that told its progress waits before it answers.
// Over HTTP, mcp-go loses what it still holds when the answer comes: of 1,500
// notifications without a pause some eighty were lost, with one none.
const settle = 2 * time.Millisecond

// progressOf is how a handler tells how far it is, nil if nobody wants to know.
func progressOf(ctx context.Context) func(step string, done, of int) {
	tell, _ := ctx.Value(progressKey{}).(func(string, int, int))
	return tell
}
