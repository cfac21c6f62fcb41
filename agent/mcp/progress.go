package mcp

import (
	"context"
	"fmt"

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
		sent := 0
		if request.Params.Meta != nil && request.Params.Meta.ProgressToken != nil {
			ctx = heard(ctx, request.Params.Meta.ProgressToken, &sent)
		}
		defer func() {
			if p := recover(); p != nil {
				result, err = mcp.NewToolResultError(fmt.Sprintf("cannot answer: internal error: %v", p)), nil
			}
			if d, over := ctx.Value(deliveryKey{}).(*delivery); over {
				d.await(ctx, sent)
			}
		}()
		return next(ctx, request)
	}
}

// heard lets a handler tell a caller who wants to know how far it is, and counts
// what was sent.
func heard(ctx context.Context, token mcp.ProgressToken, sent *int) context.Context {
	told := 0
	return context.WithValue(ctx, progressKey{}, func(step string, done, of int) {
		if done%tellEvery != 0 && done != of {
			return
		}
		told++ // progress must grow, and every round of readings starts at none
		message := step
		if of > 0 {
			message = fmt.Sprintf("%s: %d of %d", step, done, of)
		}
		// Progress is a courtesy: a client that cannot be told is not an error.
		if server.ServerFromContext(ctx).SendNotificationToClient(ctx, progressMethod,
			map[string]any{"progressToken": token, "progress": told, "message": message}) == nil {
			*sent++
		}
	})
}

// Progress is how the handler of a tool tells how far it is, nil if nobody wants to
// know. What it tells is written before the answer: a notification that a handler
// sends by itself may be lost (see delivery).
func Progress(ctx context.Context) func(step string, done, of int) {
	tell, _ := ctx.Value(progressKey{}).(func(string, int, int))
	return tell
}
