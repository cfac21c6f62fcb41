package agent

import (
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks/catalog"
)

// What is told on the way is a part of what the report says in the end, and no status.
func TestWhatIsToldSoFarIsInTheReport(t *testing.T) {
	b, err := bundle.Open("../cmd/netwhy/demo/coredns-down.zip", catalog.Kinds())
	if err != nil {
		t.Fatal(err)
	}
	var failing int
	r := Judge(b)
	for _, s := range Steps(b) {
		what, found := strings.CutPrefix(s.Says, "so far, failing: ")
		if found {
			failing++
			if !slices.ContainsFunc(r.Findings, func(f report.Finding) bool { return f.Subject.String()+": "+f.Says == what }) {
				t.Errorf("the report does not say %q", what)
			}
		}
		for _, status := range []string{"healthy", "fault", "root cause"} {
			if strings.Contains(s.Says, status) {
				t.Errorf("a step tells a status: %q", s.Says)
			}
		}
	}
	if failing == 0 || failing > mostFailing*3 {
		t.Errorf("%d failures are told of %+v", failing, Steps(b))
	}
}

func TestARecordingTellsWhatItsInvestigationTold(t *testing.T) {
	q := world(t, "selector-mismatch", nil)
	var told []string
	q.Progress = func(step string, _, _ int) {
		if strings.HasPrefix(step, "so far") {
			told = append(told, step)
		}
	}
	b, _, err := Investigate(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	var played []string
	for _, s := range Steps(b) {
		if strings.HasPrefix(s.Says, "so far") {
			played = append(played, s.Says)
		}
	}
	if len(told) < 2 || !slices.Equal(told, played) {
		t.Errorf("told were %q, and played are %q", told, played)
	}
}
