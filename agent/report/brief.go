package report

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Brief is a report for keeping and showing, of a size that does not follow from the
// cluster's: where nodes are many, it is without their passes, and without all but
// the first of their unknowns and risks, which its breadth counts; and without the
// records that only those rest on. All faults are there, and status, causes and
// digest are the same. The bundle has everything. A report of few nodes is its own brief form.
func (r *Report) Brief() *Report {
	if r.Breadth == nil {
		return r
	}
	type of struct {
		alike
		node string
	}
	named := map[of]bool{}
	for _, s := range r.Breadth.Spreads {
		for _, w := range s.Worst {
			named[of{alike{s.Check, s.Verdict, s.Weight}, w.Node}] = true
		}
	}
	short, breadth := *r, *r.Breadth
	short.Breadth, short.Evidence = &breadth, []Evidence{}
	cited := map[string]bool{}
	few := func(list []Finding) []Finding {
		kept := []Finding{}
		for i := range list {
			f := &list[i]
			fault := f.Verdict == checks.Fail && f.Weight == checks.Fault
			if f.Subject.Scope == evidence.Node && !fault && f.Alike == 0 && !named[of{likeness(f), f.Subject.Name}] {
				breadth.Omitted++
				continue
			}
			kept = append(kept, *f)
			for _, digest := range f.Cites {
				cited[digest] = true
			}
		}
		return kept
	}
	short.Findings, short.Risks = few(r.Findings), few(r.Risks)
	for i := range r.Evidence {
		if e := &r.Evidence[i]; e.Subject.Scope != evidence.Node || cited[e.Digest] {
			short.Evidence = append(short.Evidence, *e)
		}
	}
	return &short
}
