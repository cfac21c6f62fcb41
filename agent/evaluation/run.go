package evaluation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
)

// Options are how scenarios are run.
type Options struct {
	// Ask answers a scenario's question with a model, or without if it is nil.
	Ask   func(context.Context, Scenario, *agent.Model) (*report.Report, error)
	Model *agent.Model // nil to measure without one only
	Runs  int          // of each scenario with the model
	Now   func() time.Time
	// Progress, if set, is told what is being done.
	Progress func(step string, done, of int)
}

// Run runs all scenarios. An error is one of the caller: a context that ended.
func Run(ctx context.Context, scenarios []Scenario, o Options) (*Result, error) {
	r := &Result{Schema: Schema}
	each := 1
	if o.Model != nil {
		r.Model, r.Runs = o.Model.Name, o.Runs
		each += o.Runs
	}
	done := 0
	step := func(text string) {
		if o.Progress != nil {
			o.Progress(text, done, each*len(scenarios))
		}
		done++
	}
	for _, s := range scenarios {
		step(s.Name + " without a model")
		m := Measured{Name: s.Name, Question: s.Question, Status: s.Status, Causes: sorted(s.Causes)}
		without, plain := o.one(ctx, s, nil, nil)
		m.Without = without
		if plain != nil {
			m.Question = plain.Question
		}
		for i := range r.Runs {
			step(fmt.Sprintf("%s, run %d with %s", s.Name, i+1, r.Model))
			run, _ := o.one(ctx, s, o.Model, plain)
			m.Runs = append(m.Runs, run)
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("cannot finish the evaluation: %w", err)
		}
		r.Scenarios = append(r.Scenarios, m)
	}
	r.total()
	return r, nil
}

// one is one run. The plain report is that without a model, if there is one.
func (o Options) one(ctx context.Context, s Scenario, m *agent.Model, plain *report.Report) (run Attempt, r *report.Report) {
	start := o.Now()
	r, err := o.Ask(ctx, s, m)
	run.Seconds = o.Now().Sub(start).Seconds()
	var refused *agent.Declined
	switch {
	case errors.As(err, &refused):
		run.Status, r = declined, nil
	case err != nil:
		run.Failed = append(run.Failed, "no report: "+checks.Clean(err.Error(), mostReason))
		return run, nil
	default:
		run.Status, run.Causes = string(r.Status), causes(r.Roots)
	}
	run.judge(s, r)
	if m != nil {
		run.explained(s, r, plain)
	}
	run.Pass = len(run.Failed) == 0
	return run, r
}

func causes(list []report.Cause) (names []string) {
	for _, c := range list {
		names = append(names, c.ID+" "+c.Culprit.String())
	}
	return sorted(names)
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}
