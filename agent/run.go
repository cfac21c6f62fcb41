package agent

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/source"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Run asks checks by their IDs of a thing of the cluster, and of what belongs
// to it; of the cluster itself if the mention is empty. No lead is followed. The
// report is never healthy, since only what was named was looked at.
func Run(ctx context.Context, q Request, ids []string, about plan.Mention) (*bundle.Bundle, *report.Report, error) {
	list, err := named(ids)
	if err != nil {
		return nil, nil, err
	}
	if q.Timeout > 0 {
		bounded, cancel := context.WithTimeout(ctx, q.Timeout)
		defer cancel()
		ctx = bounded
	}
	reading := plan.Reading{Symptoms: []checks.Symptom{checks.HealthReview}}
	if about != (plan.Mention{}) {
		reading.To = []plan.Mention{about}
	}
	gatherer := &source.Gatherer{Registry: q.Registry, Caller: q.Caller, Now: q.Now}
	if q.Files == "" {
		gatherer.Since = time.Now()
	}
	if step := q.Progress; step != nil {
		gatherer.Progress = func(done, of int) { step("gathering", done, of) }
	}
	look := func(ctx context.Context, wants []evidence.Want) *evidence.Snapshot {
		return gatherer.Gather(ctx, wants)
	}
	p := plan.Plan{Question: "run " + strings.Join(ids, ", "), Namespace: q.Namespace, Context: q.Context, Reading: reading}
	p.Target = plan.Resolve(ctx, look, reading, q.Namespace)
	if err := blind(gatherer); err != nil && ctx.Err() == nil {
		return nil, nil, err
	}
	var idle []string
	if p.Items, idle = plan.Named(p.Target, list); len(idle) > 0 {
		p.Target.Notes = append(p.Target.Notes, "Nothing of what was named can be asked: "+checks.Names(idle)+".")
	}
	cases, _ := p.Target.Cases(p.Items, list)
	snapshot := gatherer.Gather(ctx, p.Target.Wants(cases))
	gatherer.Gather(ctx, plan.Late(cases, checks.Evaluate(snapshot, cases)))
	manifest := bundle.Manifest{
		Program: q.Program, Catalogue: catalog.Digest(), Recorded: q.Now().UTC(), Files: q.Files,
		Partial: "only the checks that were named were asked",
	}
	if ctx.Err() != nil {
		manifest.Partial = "it was interrupted, or ran out of time"
	}
	records, gaps := gatherer.Records()
	b := bundle.New(manifest, p, records, gaps)
	return b, Judge(b), nil
}

// named are the checks of the catalogue that bear these IDs.
func named(ids []string) (list []*checks.Check, err error) {
	if len(ids) == 0 {
		return nil, errors.New("cannot run no checks: give the IDs of some")
	}
	for _, id := range ids {
		check := catalog.Find(id)
		if check == nil {
			return nil, fmt.Errorf("cannot run check %q: there is none of that ID", checks.Clean(id, 100))
		}
		if !slices.Contains(list, check) {
			list = append(list, check)
		}
	}
	return list, nil
}
