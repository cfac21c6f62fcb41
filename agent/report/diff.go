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
	old := map[item]checks.Verdict{}
	for _, f := range slices.Concat(before.Findings, before.Risks) {
		old[item{f.Check, f.Subject}] = f.Verdict
	}
	for _, f := range slices.Concat(after.Findings, after.Risks) {
		if v, there := old[item{f.Check, f.Subject}]; there && v != f.Verdict {
			d.Changed = append(d.Changed, Change{f.Check, f.Subject, v, f.Verdict, f.Says})
		}
	}
	return d
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
