package recorded_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks/evidence"
)

// TestFilesAndClusterGiveTheSameReport asks the objects of recordings, which were
// made of a real API server.
func TestFilesAndClusterGiveTheSameReport(t *testing.T) {
	for _, name := range []string{"selector-mismatch", "coredns-down", "healthy"} {
		t.Run(name, func(t *testing.T) {
			b, all := recording(t, name)
			live := agent.Judge(b)
			got, r := ask(t, b.Plan.Question, b.Plan.Namespace, open(t, "", nil, []string{all.folder(t)}))
			if !slices.Equal(roots(r), roots(live)) {
				t.Errorf("root causes are %q, and of the cluster %q", roots(r), roots(live))
			}
			if r.Status != live.Status {
				t.Errorf("status is %s, and of the cluster %s", r.Status, live.Status)
				for _, g := range got.Gaps {
					t.Log(g)
				}
			}
			if t.Failed() {
				var text bytes.Buffer
				if err := report.Write(&text, "text", r, report.Options{Width: 120}); err != nil {
					t.Fatal(err)
				}
				t.Log(text.String())
			}
		})
	}
}

func TestAnAbsentListIsAGap(t *testing.T) {
	b, all := recording(t, "healthy")
	delete(all, "endpointslices")
	got, r := ask(t, b.Plan.Question, b.Plan.Namespace, open(t, "", nil, []string{all.folder(t)}))
	if r.Status != report.Unknown {
		t.Errorf("status is %s without EndpointSlices", r.Status)
	}
	found := slices.ContainsFunc(got.Gaps, func(g evidence.Gap) bool {
		return g.Kind == evidence.EndpointSlices.Name && g.Reason == evidence.NotInFiles
	})
	if !found {
		t.Errorf("the gaps are %v", got.Gaps)
	}
}

func roots(r *report.Report) (names []string) {
	for _, c := range r.Roots {
		names = append(names, c.ID+" "+c.Culprit.String())
	}
	slices.Sort(names)
	return names
}
