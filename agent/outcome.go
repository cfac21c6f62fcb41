package agent

import (
	"context"
	"errors"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/telemetry"
	"github.com/netwhy/netwhy/checks"
)

// outcome is how an investigation ended, as metrics count it.
func outcome(r *report.Report, err error) string {
	var declined *Declined
	switch {
	case errors.As(err, &declined):
		return telemetry.Declined
	case err != nil || r == nil:
		return telemetry.Failure
	}
	return string(r.Status)
}

// judge is [Judge], as a step of an investigation.
func judge(ctx context.Context, b *bundle.Bundle, evaluate evaluation) *report.Report {
	_, step := telemetry.Begin(ctx, telemetry.Judge)
	defer step.End()
	r := conclude(b, evaluate)
	failed := 0
	for _, f := range findingsOf(r) {
		if f.Verdict == checks.Fail {
			failed++
		}
	}
	step.Tell(telemetry.Checks, len(r.Findings)+len(r.Risks))
	step.Tell(telemetry.Failed, failed)
	step.Tell(telemetry.Causes, len(r.Roots)+len(r.AlsoSeen))
	return r
}

// Replay judges a bundle as an investigation of a recording, in which nothing is
// read.
func Replay(ctx context.Context, b *bundle.Bundle) *report.Report {
	ctx, end := telemetry.Investigation(ctx, telemetry.Recording)
	r := judge(ctx, b, afresh(b))
	end(outcome(r, nil))
	return r
}
