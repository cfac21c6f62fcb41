package agent

import (
	"context"
	"fmt"
	"time"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/source"
	"github.com/netwhy/netwhy/agent/telemetry"
	"github.com/netwhy/netwhy/agent/tool"
)

// Explain judges a bundle, and lets a model explain the report. What the model
// asks for that the bundle does not hold is a gap; the bundle stays as it is.
func Explain(ctx context.Context, b *bundle.Bundle, m *Model) (*report.Report, error) {
	ctx, end := telemetry.Investigation(ctx, telemetry.Recording)
	r, err := explain(ctx, b, m)
	end(outcome(r, err))
	return r, err
}

func explain(ctx context.Context, b *bundle.Bundle, m *Model) (*report.Report, error) {
	nothing, err := tool.NewRegistry(nil)
	if err != nil {
		return nil, fmt.Errorf("cannot explain a bundle: %w", err)
	}
	// What another model had looked at is none of this one's doing.
	own := *b
	own.Unplanned = nil
	r := judge(ctx, &own, afresh(&own))
	if m == nil {
		return r, nil
	}
	further := &source.Gatherer{Registry: nothing, Caller: tool.Caller{Name: "replay", Rights: tool.Own}, Now: func() time.Time { return b.Manifest.Recorded }}
	return assist(m).explain(ctx, &own, r, beyond(&own, findingsOf(r), further)), nil
}
