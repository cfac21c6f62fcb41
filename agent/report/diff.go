package report

import (
	"fmt"
	"io"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Delta is what changed between two reports.
type Delta struct {
	Before, After Status
	Gone, New     []string // root causes
	Changed       []Change // verdicts
}

// Change is a verdict that differs. A finding that is in one report only is
// no change: the other did not ask.
type Change struct {
	Check         string
	Subject       evidence.Subject
	Before, After checks.Verdict
	Says          string // what the later one says
}

// Same reports whether nothing changed.
func (d Delta) Same() bool {
	return d.Before == d.After && len(d.Gone)+len(d.New)+len(d.Changed) == 0
}

// Compare says what changed from one report to another.
func Compare(before, after *Report) Delta {
	d := Delta{Before: before.Status, After: after.Status}
	was, is := rootNames(before), rootNames(after)
	d.Gone = slices.DeleteFunc(slices.Clone(was), func(s string) bool { return slices.Contains(is, s) })
	d.New = slices.DeleteFunc(slices.Clone(is), func(s string) bool { return slices.Contains(was, s) })
	old, now := verdictsOf(before), verdictsOf(after)
	told := map[item]bool{}
	for _, f := range slices.Concat(after.Findings, after.Risks, before.Findings, before.Risks) {
		at := item{f.Check, f.Subject}
		v, there := old.of(at)
		if w, still := now.of(at); there && still && v.Verdict != w.Verdict && !told[at] {
			told[at] = true
			d.Changed = append(d.Changed, Change{f.Check, f.Subject, v.Verdict, w.Verdict, w.Says})
		}
	}
	return d
}

// verdicts are a report's findings by whose they are, and those of many nodes by check.
type verdicts struct {
	own  map[item]*Finding
	many map[string][]*Finding
}

func verdictsOf(r *Report) verdicts {
	v := verdicts{map[item]*Finding{}, map[string][]*Finding{}}
	for _, f := range slices.Concat(each(r.Findings), each(r.Risks)) {
		if v.own[item{f.Check, f.Subject}] = f; f.Alike > 0 {
			v.many[f.Check] = append(v.many[f.Check], f)
		}
	}
	return v
}

// of is what was found of a subject, alone or with others.
func (v verdicts) of(at item) (*Finding, bool) {
	if f := v.own[at]; f != nil {
		return f, true
	}
	for _, f := range v.many[at.check] {
		if _, is := slices.BinarySearch(f.Others, at.subject.Name); is && f.Subject.Scope == at.subject.Scope {
			return f, true
		}
	}
	return nil, false
}

func rootNames(r *Report) (names []string) {
	for _, c := range r.Roots {
		names = append(names, c.Culprit.String()+": "+c.Says)
	}
	return names
}

// WriteDiff prints what changed, for people.
func WriteDiff(w io.Writer, d Delta) error {
	lines := []string{fmt.Sprintf("status: %s → %s", d.Before, d.After)}
	if d.Same() {
		lines = []string{fmt.Sprintf("nothing changed: %s", d.After)}
	}
	for _, s := range d.Gone {
		lines = append(lines, "- gone: "+s)
	}
	for _, s := range d.New {
		lines = append(lines, "+ new:  "+s)
	}
	for _, c := range d.Changed {
		lines = append(lines, fmt.Sprintf("~ %s, %s: %s → %s: %s", c.Check, c.Subject, c.Before, c.After, c.Says))
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, checks.Clean(line, 1000)); err != nil {
			return err
		}
	}
	return nil
}
