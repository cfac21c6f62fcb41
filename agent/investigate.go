// Package agent is the whole investigation on one page: classify, resolve,
// plan, gather, evaluate, follow leads, record, judge.
//
// # Contract
//
// [Investigate] records first and judges the record: the report it returns is
// what [Judge] makes of the bundle it returns, so a replay of the bundle gives
// the same report. Collection failures are gaps in the bundle; the only errors
// are a question that cannot be read, one that is declined, and a cluster of
// which nothing at all could be read. A cancelled context ends the gathering,
// and what was read until then is judged.
//
// A [Model] comes before, where the keyword table cannot read the question, and
// behind, when all of the above is done. What it has looked at is recorded and
// reported apart, so that the rest of a report is the same without it.
package agent

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/agent/redaction"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/source"
	"github.com/netwhy/netwhy/agent/telemetry"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/cause"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Request is a question and what is needed to answer it.
type Request struct {
	Question  string
	Namespace string // where unqualified names are looked for first
	Context   string // kubeconfig context that printed commands should name
	Registry  *tool.Registry
	Caller    tool.Caller
	Program   string // version of this program
	Now       func() time.Time
	Files     string // that are asked in place of a cluster
	// Timeout bounds the gathering, 0 does not. The model has a budget of its own.
	Timeout time.Duration
	// Widen, if set, waits until there is room for an investigation of a whole large
	// cluster, which takes memory. Its error is the context's.
	Widen func(context.Context) error
	// Sharing, if set, lets readings be taken that were made for others.
	Sharing *Sharing
	// Model, if set, reads what the keyword table cannot, looks further and explains.
	Model *Model
	// Progress, if set, is told what is being done.
	Progress func(step string, done, of int)
}

// Declined is a question that is not about the cluster's network.
type Declined struct{ Sentence string }

func (d *Declined) Error() string { return d.Sentence }

// Investigate answers a question. The report is that of the bundle.
func Investigate(ctx context.Context, q Request) (*bundle.Bundle, *report.Report, error) {
	of := telemetry.Cluster
	if q.Files != "" {
		of = telemetry.Files
	}
	ctx, end := telemetry.Investigation(ctx, of)
	b, r, err := conduct(ctx, q)
	end(outcome(r, err))
	return b, r, err
}

func conduct(ctx context.Context, q Request) (*bundle.Bundle, *report.Report, error) {
	_, planning := telemetry.Begin(ctx, telemetry.Plan)
	defer planning.End()
	model := assist(q.Model)
	reading, err := plan.Classify(q.Question)
	if err != nil {
		return nil, nil, err
	}
	reading = model.read(planning.In(ctx), q.Question, reading)
	if reading.Declined != "" {
		return nil, nil, &Declined{reading.Declined}
	}
	step := q.Progress
	if step == nil {
		step = func(string, int, int) {}
	}
	whole := ctx
	if q.Timeout > 0 {
		bounded, cancel := context.WithTimeout(ctx, q.Timeout)
		defer cancel()
		ctx = bounded
	}
	asked := q.Now().UTC()
	gatherer := &source.Gatherer{Registry: q.Registry, Caller: q.Caller, Now: q.Now}
	if q.Files == "" { // whose time stands still
		gatherer.Since = q.Sharing.since(q.Caller.Name, time.Now())
	}
	look := func(ctx context.Context, wants []evidence.Want) *evidence.Snapshot {
		return gatherer.Gather(ctx, wants)
	}
	step("finding what the question names", 0, 0)
	if reading, err = plan.Reread(planning.In(ctx), look, q.Question, reading, q.Namespace); err != nil {
		return nil, nil, err
	}
	p := plan.Plan{Question: redaction.Text(q.Question), Namespace: q.Namespace, Context: q.Context, Reading: reading}
	step(readAs(reading), 0, 0)
	p.Target = plan.Resolve(planning.In(ctx), look, reading, q.Namespace)
	if err := blind(gatherer); err != nil && ctx.Err() == nil {
		return nil, nil, err
	}
	if q.Widen != nil && p.Target.Large() {
		if err := q.Widen(whole); err != nil {
			return nil, nil, fmt.Errorf("cannot begin: %w", err)
		}
		if q.Timeout > 0 { // which the wait has not used up
			bounded, cancel := context.WithTimeout(whole, q.Timeout)
			defer cancel()
			ctx = bounded
		}
	}

	all := catalog.All()
	p.Items = plan.Make(reading, p.Target, all)
	planning.Tell(telemetry.Checks, len(p.Items))
	planning.End()
	var evaluator checks.Evaluator
	fresh := p.Items
	for round := 1; len(fresh) > 0; round++ {
		cases, _ := p.Target.Cases(fresh, all)
		step(planned(fresh), 0, 0)
		gatherer.Progress = func(done, of int) { step(fmt.Sprintf("gathering, round %d", round), done, of) }
		snapshot := gatherer.Gather(ctx, p.Target.Wants(cases))
		if fresh = nil; round <= plan.MostRounds {
			findings := evaluator.Evaluate(snapshot, cases)
			gatherer.Gather(ctx, plan.Late(cases, findings))
			for _, says := range soFar(findings) {
				step(says, 0, 0)
			}
			fresh = p.Leads(findings, all, round)
		}
		p.Items = append(p.Items, fresh...)
	}

	step("judging", 0, 0)
	manifest := bundle.Manifest{Program: q.Program, Catalogue: catalog.Digest(), Recorded: q.Now().UTC(), Files: q.Files}
	if q.Sharing != nil {
		manifest.Asked = asked
	}
	if ctx.Err() != nil {
		manifest.Partial = "it was interrupted, or ran out of time"
	}
	records, gaps := gatherer.Records()
	b := bundle.New(manifest, p, records, gaps)
	r := judge(ctx, b, func(cases []checks.Case) []checks.Finding { return evaluator.Evaluate(gatherer.Snapshot(), cases) })
	if model != nil {
		step("asking the model", 0, 0)
		further := &source.Gatherer{Registry: q.Registry, Caller: q.Caller, Now: q.Now}
		r = model.explain(whole, b, r, beyond(b, findingsOf(r), further))
	}
	return b, r, nil
}

func findingsOf(r *report.Report) (list []checks.Finding) {
	for _, f := range slices.Concat(r.Findings, r.Risks) {
		list = append(list, f.Finding)
	}
	return list
}

// Judge evaluates a bundle with this program's catalogue.
func Judge(b *bundle.Bundle) *report.Report {
	return conclude(b, afresh(b))
}

// evaluation answers cases of a bundle.
type evaluation func([]checks.Case) []checks.Finding

// afresh answers from the records alone. Who gathered them has them decoded, and
// most cases answered.
func afresh(b *bundle.Bundle) evaluation {
	return func(cases []checks.Case) []checks.Finding { return checks.Evaluate(b.Snapshot(), cases) }
}

func conclude(b *bundle.Bundle, evaluate evaluation) *report.Report {
	cases, gone := b.Plan.Target.Cases(b.Plan.Items, catalog.All())
	findings := evaluate(cases)
	causes := cause.Correlate(catalog.Causes(), findings, b.Plan.Reading.Symptoms, b.Plan.Target.Concerns)
	r := report.Build(b, findings, causes, catalog.Kinds(), catalog.Digest())
	if u := b.Unplanned; u != nil {
		further, _ := b.Plan.Target.Cases(u.Items, catalog.All())
		r.Look(checks.Evaluate(b.Wider(), further), u.Records, u.Gaps, b.Plan.Context)
	}
	if b.Manifest.Files != "" {
		r.Notes = append(r.Notes, checks.Clean(b.Manifest.Files, 400))
	}
	if note := shared(b); note != "" {
		r.Notes = append(r.Notes, note)
	}
	if len(gone) > 0 && r.Status == report.Healthy {
		r.Status, r.Summary = report.Unknown, "Not everything that the recording asked can be judged by this program; see the notes."
	}
	for _, item := range gone {
		r.Notes = append(r.Notes, fmt.Sprintf("check %s of the recording does not exist in this program", item.Check))
	}
	for _, what := range b.Changed(r.Digest.Catalogue) {
		r.Notes = append(r.Notes, fmt.Sprintf("%s is not that of the recording, made by netwhy %s", what, b.Manifest.Program))
	}
	return r
}

// blind is the error of a cluster of which nothing at all could be read.
func blind(g *source.Gatherer) error {
	records, gaps := g.Records()
	if len(records) > 0 || len(gaps) == 0 {
		return nil
	}
	for _, gap := range gaps {
		if gap.Reason != evidence.Unreachable && gap.Reason != evidence.Timeout {
			return nil
		}
	}
	return errors.New("cannot reach the cluster's API server: check the kubeconfig's context and that \"kubectl get namespaces\" works (" + gaps[0].String() + ")")
}
