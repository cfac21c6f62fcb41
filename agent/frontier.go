package agent

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/agent/source"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
)

// frontier is what lies beyond the plan of an investigation. What is in the
// bundle is answered from it; what is not is read by a gatherer of its own, so
// that the bundle's evidence stays what the plan asked for.
type frontier struct {
	bundle   *bundle.Bundle
	planned  *evidence.Snapshot
	gatherer *source.Gatherer
	subjects []evidence.Subject
	items    []plan.Item
	merged   *evidence.Snapshot // of so many records and gaps, so that each is decoded once
	of       int
}

const (
	mostOffers = 60      // checks that a model may ask for, and kinds that it may read
	mostNames  = 4 << 20 // bytes of a record in which names are looked for
)

// beyond is the frontier of a bundle. The findings are those of its report.
func beyond(b *bundle.Bundle, findings []checks.Finding, g *source.Gatherer) *frontier {
	f := &frontier{bundle: b, planned: b.Snapshot(), gatherer: g}
	seen := map[evidence.Subject]bool{}
	add := func(list ...evidence.Subject) {
		for _, s := range list {
			if (s.Name != "" || s == evidence.TheCluster) && !seen[s] {
				seen[s] = true
				f.subjects = append(f.subjects, s)
			}
		}
	}
	add(b.Plan.Target.Named...)
	for _, each := range findings {
		if each.Verdict == checks.Fail {
			add(each.Object, each.Subject)
			add(each.Related...)
		}
	}
	for _, i := range b.Plan.Items {
		add(i.Subject)
	}
	return f
}

func (f *frontier) Subjects() []evidence.Subject { return f.subjects }

// Offers are checks of something that was read of, that the plan did not ask of
// it, and that send nothing into the network. Those of areas that were asked
// come first.
func (f *frontier) Offers() []*checks.Check {
	planned := map[plan.Item]bool{}
	areas := map[string]bool{}
	for _, i := range f.bundle.Plan.Items {
		planned[plan.Item{Check: i.Check, Subject: i.Subject}] = true
		if c := catalog.Find(i.Check); c != nil {
			areas[catalog.Area(c)] = true
		}
	}
	var near, far []*checks.Check
	for _, c := range catalog.All() {
		open := slices.ContainsFunc(f.subjects, func(s evidence.Subject) bool {
			return c.Takes(s) && !planned[plan.Item{Check: c.ID, Subject: s}] && (s.Scope != evidence.Node || !planned[plan.Item{Check: c.ID, Subject: plan.EveryNode}])
		})
		active := slices.ContainsFunc(c.Needs, func(n evidence.Need) bool { return n.Kind.Effect == evidence.Active })
		switch {
		case !open || active:
		case areas[catalog.Area(c)]:
			near = append(near, c)
		default:
			far = append(far, c)
		}
	}
	offers := slices.Concat(near, far)
	return offers[:min(len(offers), mostOffers)]
}

// Kinds are those that the plan rests on, and that send nothing.
func (f *frontier) Kinds() []*evidence.Meta {
	var kinds []*evidence.Meta
	add := func(c *checks.Check) {
		for _, n := range c.Needs {
			if n.Kind.Effect == evidence.Passive && len(kinds) < mostOffers && !slices.Contains(kinds, n.Kind) {
				kinds = append(kinds, n.Kind)
			}
		}
	}
	for _, i := range f.bundle.Plan.Items {
		if c := catalog.Find(i.Check); c != nil {
			add(c)
		}
	}
	return kinds
}

// Check implements [exploration.World].
func (f *frontier) Check(ctx context.Context, cases []checks.Case) []checks.Finding {
	for _, c := range cases {
		planned := func(i plan.Item) bool { return i.Check == c.Check.ID && i.Subject == c.Subject }
		if !slices.ContainsFunc(f.bundle.Plan.Items, planned) {
			f.items = append(f.items, plan.Item{Check: c.Check.ID, Subject: c.Subject})
		}
	}
	f.gather(ctx, f.bundle.Plan.Target.Wants(cases))
	return checks.Evaluate(f.wider(), cases)
}

// Read implements [exploration.World].
func (f *frontier) Read(ctx context.Context, want evidence.Want) (evidence.Record, *evidence.Gap) {
	f.gather(ctx, []evidence.Want{want})
	entry, gap := f.wider().Find(want.Kind, want.Subject)
	if entry == nil {
		return evidence.Record{}, &gap
	}
	return entry.Record, nil
}

// gather reads what the bundle has neither read nor tried to.
func (f *frontier) gather(ctx context.Context, wants []evidence.Want) {
	wants = slices.DeleteFunc(slices.Clone(wants), func(w evidence.Want) bool {
		entry, gap := f.planned.Find(w.Kind, w.Subject)
		return entry != nil || gap.Reason != evidence.NotRead
	})
	f.gatherer.Gather(ctx, wants)
}

// wider is all that was read, by the plan and beyond it.
func (f *frontier) wider() *evidence.Snapshot {
	records, gaps := f.gatherer.Records()
	if n := len(records) + len(gaps); f.merged == nil || n != f.of {
		f.of, f.merged = n, evidence.NewSnapshot(slices.Concat(f.bundle.Records, records), slices.Concat(f.bundle.Gaps, gaps))
	}
	return f.merged
}

func (f *frontier) used() bool {
	records, gaps := f.gatherer.Records()
	return len(f.items)+len(records)+len(gaps) > 0
}

func (f *frontier) unplanned() bundle.Unplanned {
	records, gaps := f.gatherer.Records()
	return bundle.Unplanned{Items: f.items, Records: records, Gaps: gaps}
}

// names are those of all things that were read, without which nothing can be
// told from a plain word.
func (f *frontier) names() (list []string) {
	seen := map[string]bool{"": true}
	add := func(names ...string) {
		for _, n := range names {
			if !seen[n] {
				seen[n] = true
				list = append(list, n)
			}
		}
	}
	for _, s := range f.subjects {
		add(s.Namespace, s.Name)
		if s.Scope == evidence.Call {
			callee := s.Callee().Object()
			add(callee.Namespace, callee.Name)
		}
	}
	for _, r := range f.bundle.Records {
		var items []struct {
			Metadata struct{ Name, Namespace string }
		}
		if r.Size() > mostNames || json.Unmarshal(r.Content(), &items) != nil {
			continue
		}
		for _, i := range items {
			add(i.Metadata.Name, i.Metadata.Namespace)
		}
	}
	return list
}
