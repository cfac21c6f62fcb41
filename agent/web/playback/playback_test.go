package playback

import (
	"errors"
	"slices"
	"testing"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/web"
	"github.com/netwhy/netwhy/checks/catalog"
)

func TestRecordingsAnswer(t *testing.T) {
	var bundles []*bundle.Bundle
	for _, name := range []string{"selector-mismatch", "coredns-down", "healthy"} {
		b, err := bundle.Open("../../../cmd/netwhy/demo/"+name+".zip", catalog.Kinds())
		if err != nil {
			t.Fatal(err)
		}
		bundles = append(bundles, b)
	}
	p := New(bundles, 0)
	if q := p.Questions(); !slices.Equal(q, []string{"pods in shop cannot reach payments", "DNS is broken"}) {
		t.Errorf("questions are %q", q)
	}
	var steps []string
	step := func(text string, _, _ int) { steps = append(steps, text) }
	for again, want := range map[bool]report.Status{false: report.Faulty, true: report.Healthy} {
		b, r, err := p.Investigate(t.Context(), web.Question{Text: "Pods in shop cannot reach  payments?", Again: again, Step: step})
		if err != nil || r.Status != want || b == nil || len(r.Notes) > 0 {
			t.Errorf("again %t: %v, %+v", again, err, r)
		}
	}
	if !slices.Contains(steps, "read as connection-refused, connection-timeout from shop to payments") {
		t.Errorf("steps are %q", steps)
	}
	var declined *agent.Declined
	if _, _, err := p.Investigate(t.Context(), web.Question{Text: "is it raining?", Step: step}); !errors.As(err, &declined) {
		t.Errorf("got %v", err)
	}
}
