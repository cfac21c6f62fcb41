package web

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
)

func TestCountsAreKeptAsFastAsEyesFollow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer := recorded(t)
		s := server(t, func(ctx context.Context, q Question) (*bundle.Bundle, *report.Report, error) {
			for done := range 30 {
				q.Step("reading", done+1, 30)
				time.Sleep(stride / 10) // of the bubble
			}
			q.Step("reading", 1, 2) // another count
			q.Step("reading", 2, 2)
			return answer(ctx, q)
		})
		_, told := as(s, "ann", "GET", "/api/conversations/"+begun(t, s)+"/turns/1/events", "")
		var steps []string
		for line := range strings.Lines(told) {
			if _, step, found := strings.Cut(line, `"step":`); found {
				steps = append(steps, strings.TrimSpace(step))
			}
		}
		want := []string{
			`"reading","done":1,"of":30}`, `"reading","done":11,"of":30}`, `"reading","done":21,"of":30}`, `"reading","done":30,"of":30}`,
			`"reading","done":1,"of":2}`, `"reading","done":2,"of":2}`, `"looking","done":1,"of":2}`, `"judging"}`,
		}
		if strings.Join(steps, " ") != strings.Join(want, " ") {
			t.Errorf("kept are %v, want %v", steps, want)
		}
	})
}
