package tool

import (
	"context"
	"time"
)

type sinceKey struct{}

// TakeSince lets tools answer with what they read for others, or for the same
// investigation, at a time or later. Nobody else gets what was read before they
// asked.
func TakeSince(ctx context.Context, t time.Time) context.Context {
	return context.WithValue(ctx, sinceKey{}, t)
}

// Since is the time from which on what was read is still taken.
func Since(ctx context.Context) (t time.Time, ok bool) {
	t, ok = ctx.Value(sinceKey{}).(time.Time)
	return t, ok
}
