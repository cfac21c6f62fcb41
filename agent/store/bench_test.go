package store

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

func BenchmarkStore(b *testing.B) {
	for _, kind := range []struct {
		name    string
		address func() string
	}{
		{"sqlite", func() string { return filepath.Join(b.TempDir(), "store.db") }},
		{"postgres", func() string { return shared.Database(b) }},
	} {
		b.Run(kind.name, func(b *testing.B) {
			s, ctx := open(b, kind.address(), Options{Limits: Limits{Events: 1 << 30, Turns: 1 << 30, Conversation: 1 << 40}}), b.Context()
			c := must[Conversation](b)(s.Begin(ctx, "ann", "x"))
			must[Turn](b)(s.Ask(ctx, "ann", c.ID, Question{Text: "x"}))
			report := []byte(`{"summary":"` + strings.Repeat("shop/payments-api-7f9 has no ready endpoint ", 4000) + `"}`) // 180 kB
			b.Run("step", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					ok(b, s.Step(ctx, "ann", c.ID, 1, Event{Step: "gathering, round 1", Done: 1, Of: 2}))
				}
			})
			b.Run("ask and end", func(b *testing.B) {
				b.ReportAllocs()
				bundle := make([]byte, 1<<20)
				for b.Loop() {
					turn := must[Turn](b)(s.Ask(ctx, "ann", c.ID, Question{Text: "why"}))
					ok(b, s.End(ctx, "ann", c.ID, turn.Number, Done, Result{Report: report, Bundle: bundle}))
				}
			})
			for i := range 500 {
				c := must[Conversation](b)(s.Begin(ctx, "ann", "x"))
				must[Turn](b)(s.Ask(ctx, "ann", c.ID, Question{Text: fmt.Sprintf("why is pod-%d of shop slow", i)}))
			}
			for _, search := range []string{"", "slow", "pod 250"} {
				b.Run(fmt.Sprintf("list %q", search), func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						must[[]Conversation](b)(s.List(ctx, "ann", search, Page{}))
					}
				})
			}
		})
	}
}
