package e2e

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/netwhy/netwhy/agent/report"
)

// wrong says how a report differs from the truth.
func wrong(s scenario, a answer) (faults []string) {
	say := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if string(a.Status) != s.status {
		say("status is %s, want %s", a.Status, s.status)
	}
	if got := names(a.Roots); !matches(got, s.roots) {
		say("root causes are %q, want %q", got, s.roots)
	}
	if got := names(a.AlsoSeen); !matches(got, s.also) {
		say("also seen are %q, want %q", got, s.also)
	}
	text := strings.Join(strings.Fields(a.text), " ")
	for _, says := range s.says {
		if !strings.Contains(text, says) {
			say("the report does not say %q", says)
		}
	}
	return append(faults, accused(s, a)...)
}

// accused says who is accused that must not be. It holds for scenarios that
// are pending too.
func accused(s scenario, a answer) (faults []string) {
	for _, c := range slices.Concat(a.Roots, a.AlsoSeen) {
		for _, never := range s.never {
			if strings.Contains(c.ID+" "+c.Says+" "+c.Culprit.String(), never) {
				faults = append(faults, fmt.Sprintf("the report accuses %s %s: %s", c.ID, c.Culprit, c.Says))
			}
		}
	}
	for _, name := range names(a.Roots) {
		if !slices.ContainsFunc(s.roots, func(want string) bool { return same(name, want) }) {
			faults = append(faults, "the report accuses "+name)
		}
	}
	return faults
}

// matches compares names of causes one by one; both are sorted.
func matches(got, want []string) bool {
	want = slices.Clone(want)
	for _, name := range got {
		at := slices.IndexFunc(want, func(w string) bool { return same(name, w) })
		if at < 0 {
			return false
		}
		want = slices.Delete(want, at, at+1)
	}
	return len(want) == 0
}

// same says whether a cause with its culprit is what was wanted; "*" is any cause.
func same(name, want string) bool {
	if culprit, ok := strings.CutPrefix(want, "* "); ok {
		_, of, _ := strings.Cut(name, " ")
		return of == culprit
	}
	return name == want
}

func names(list []report.Cause) (names []string) {
	for _, c := range list {
		names = append(names, c.ID+" "+c.Culprit.String())
	}
	slices.Sort(names)
	return names
}

// mend runs the commands that the report prints, as printed, and asks again
// until the status is what it should be.
func (w *world) mend(ctx context.Context, s scenario, a answer) error {
	ran := 0
	for _, c := range a.Roots {
		for _, remedy := range c.Remedies {
			for _, command := range slices.Concat(remedy.Fix, remedy.Verify) {
				ran++
				cmd := exec.CommandContext(ctx, "sh", "-c", command)
				cmd.Env = w.cluster.Env()
				if out, err := cmd.CombinedOutput(); err != nil {
					return fmt.Errorf("%s\ndoes not run as printed: %w: %s", command, err, out)
				}
			}
		}
	}
	if ran == 0 {
		return fmt.Errorf("nothing is printed that would mend it")
	}
	if err := w.settled(ctx); err != nil {
		return err
	}
	w.calm = time.Now()
	w.over = w.calm
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return until(ctx, "status "+s.mended, func(ctx context.Context) error {
		after, err := w.ask(ctx, s)
		if err == nil && string(after.Status) != s.mended {
			err = fmt.Errorf("after the fix the status is %s, want %s:\n%s", after.Status, s.mended, after.text)
		}
		return err
	})
}
