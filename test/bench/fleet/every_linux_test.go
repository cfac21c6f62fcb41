package fleet

import (
	"bytes"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
)

// every is the same recording, of which some nodes are asked together: their objects
// are parts of the list of all, and what their kernels count is packed.
func every(t testing.TB, b *bundle.Bundle) *bundle.Bundle {
	t.Helper()
	p := b.Plan
	nodes := slices.DeleteFunc(slices.Clone(p.Target.Target), func(s evidence.Subject) bool { return s.Scope != evidence.Node })
	p.Target.Far = nodes[min(200, len(nodes)-1):]
	p.Items = plan.Make(p.Reading, p.Target, catalog.All())
	records := slices.DeleteFunc(slices.Clone(b.Records), func(r evidence.Record) bool { return r.Kind == evidence.NodeObject.Name })
	for i := range records {
		if records[i].Kind == evidence.NodeCounters.Name {
			records[i].Pack()
		}
	}
	return bundle.New(b.Manifest, p, records, b.Gaps)
}

// verdicts counts those of the checks that every node is asked.
func verdicts(r *report.Report, of map[string]bool) map[string]map[checks.Verdict]int {
	counts := map[string]map[checks.Verdict]int{}
	for _, f := range slices.Concat(r.Findings, r.Risks) {
		if of[f.Check] {
			if counts[f.Check] == nil {
				counts[f.Check] = map[checks.Verdict]int{}
			}
			counts[f.Check][f.Verdict] += f.Count()
		}
	}
	return counts
}

// TestWhatIsAskedTogetherIsWhatEachAnswers holds the report of nodes that are asked
// together against that of the same nodes one by one.
func TestWhatIsAskedTogetherIsWhatEachAnswers(t *testing.T) {
	alone := recording(t, Plan(260, 37, 20, 1), checks.HealthReview)
	together := every(t, alone)
	one, all := agent.Judge(alone), agent.Judge(together)
	asked := map[string]bool{} // but for what Cilium's agents are asked on some nodes
	for _, i := range together.Plan.Items {
		agents := slices.ContainsFunc(catalog.Find(i.Check).Needs, func(n evidence.Need) bool { return n.Kind == evidence.CiliumMetrics.Meta })
		if i.Subject == plan.EveryNode && !agents {
			asked[i.Check] = true
		}
	}
	if len(asked) < 60 || len(all.Findings) > len(one.Findings)/3 {
		t.Errorf("%d checks are asked of every node; %d findings tell what %d told", len(asked), len(all.Findings), len(one.Findings))
	}
	got, want := verdicts(all, asked), verdicts(one, asked)
	for check := range asked {
		if !maps.Equal(got[check], want[check]) {
			t.Errorf("the verdicts of %s are %v, want %v", check, got[check], want[check])
		}
	}
	if all.Status != one.Status || all.Unseen.Required != one.Unseen.Required || all.Breadth.Nodes != one.Breadth.Nodes || !reflect.DeepEqual(causes(all), causes(one)) {
		t.Errorf("got %s, %d required of %d nodes, %v; want %s, %d of %d, %v", all.Status, all.Unseen.Required, all.Breadth.Nodes, causes(all), one.Status, one.Unseen.Required, one.Breadth.Nodes, causes(one))
	}
	spreads := func(r *report.Report) (list []report.Spread) {
		for _, s := range r.Breadth.Spreads {
			if asked[s.Check] {
				list = append(list, s)
			}
		}
		return list
	}
	if got, want := spreads(all), spreads(one); len(got) == 0 || len(got) != len(want) {
		t.Errorf("%d spreads, want %d", len(got), len(want))
	} else {
		for i := range got {
			got[i].Worst, want[i].Worst = got[i].Worst[:1], want[i].Worst[:1] // of those that lack the same, the first is named
			if !reflect.DeepEqual(got[i], want[i]) {
				t.Errorf("got spread %+v, want %+v", got[i], want[i])
			}
		}
	}
	var archive bytes.Buffer
	if err := together.Write(&archive); err != nil {
		t.Fatal(err)
	}
	back, err := bundle.Read(archive.Bytes(), catalog.Kinds())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := written(t, agent.Judge(back)), written(t, all); got != want {
		t.Error("its bundle gives another report")
	}
}

func causes(r *report.Report) (list []string) {
	for _, c := range slices.Concat(r.Roots, r.AlsoSeen) {
		list = append(list, c.ID+" "+c.Culprit.String())
	}
	return list
}

func written(t testing.TB, r *report.Report) string {
	t.Helper()
	var out bytes.Buffer
	if err := report.JSON(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
