package plan

import (
	"fmt"
	"slices"
	"testing"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// fleet is some nodes, of which every tenth is not ready up to a number of those.
func fleet(size, unwell int) (nodes []corev1.Node) {
	for i := range size {
		n := corev1.Node{}
		n.Name = fmt.Sprintf("node-%04d", i)
		ready := corev1.ConditionTrue
		if i%10 == 0 && i/10 < unwell {
			ready = corev1.ConditionFalse
		}
		n.Status.Conditions = []corev1.NodeCondition{{Type: corev1.NodeDiskPressure, Status: corev1.ConditionFalse}, {Type: corev1.NodeReady, Status: ready}}
		nodes = append(nodes, n)
	}
	return nodes
}

func TestOfManyNodesTheTroubledAreNear(t *testing.T) {
	for _, c := range []struct{ nodes, unwell, far, notes int }{
		{mostNodes, 5, 0, 0},
		{mostNodes + 1, 5, 1, 1},
		{3000, 12, 3000 - mostNodes, 1},
		{3000, mostNodes + 50, 3000 - mostNodes, 1},
	} {
		r := &resolver{}
		nodes := fleet(c.nodes, c.unwell)
		r.distant(nodes)
		if len(r.target.Far) != c.far || len(r.target.Missing) != 0 || len(r.target.Notes) != c.notes {
			t.Fatalf("%d nodes: %d afar, %q, %q, want %d", c.nodes, len(r.target.Far), r.target.Missing, r.target.Notes, c.far)
		}
		if r.target.Large() != (c.far > 0) {
			t.Errorf("%d nodes: large is %t", c.nodes, r.target.Large())
		}
		var all []evidence.Subject
		for i := range nodes {
			all = append(all, evidence.Of(evidence.Node, "", nodes[i].Name))
		}
		near := r.target.near(slices.Clone(all))
		if len(near)+c.far != c.nodes {
			t.Errorf("%d nodes: %d near and %d afar", c.nodes, len(near), c.far)
		}
		for i := range nodes {
			if inTrouble(&nodes[i]) && c.unwell <= mostNodes && !slices.Contains(near, all[i]) {
				t.Errorf("%d nodes: %s is in trouble and afar", c.nodes, nodes[i].Name)
			}
		}
		// What is well is looked at everywhere, not in one corner.
		if c.far > 0 && c.unwell < mostNodes && !slices.ContainsFunc(near, func(s evidence.Subject) bool { return s.Compare(all[c.nodes*9/10]) > 0 }) {
			t.Errorf("%d nodes: none of the last tenth is near", c.nodes)
		}
	}
}

func TestNodesAfarAreAskedAllButWhatTakesSecondsEach(t *testing.T) {
	a, b := evidence.Of(evidence.Node, "", "a"), evidence.Of(evidence.Node, "", "b")
	target := Target{Target: []evidence.Subject{evidence.TheCluster, a, b}, Far: []evidence.Subject{b}}
	for _, c := range []struct {
		needs evidence.Any
		want  []evidence.Subject
	}{{evidence.NodeObject, []evidence.Subject{EveryNode}}, {evidence.NodePods, []evidence.Subject{EveryNode}}, {evidence.NodeCounters, []evidence.Subject{EveryNode}}, {evidence.CiliumMetrics, []evidence.Subject{EveryNode}}} {
		check := &checks.Check{Scope: evidence.Node, Needs: []evidence.Need{evidence.Require(c.needs), evidence.Require(evidence.CiliumDaemonSet)}}
		if got := subjects(check, target); !slices.Equal(got, c.want) {
			t.Errorf("what needs %s is asked of %v, want %v", c.needs.About().Name, got, c.want)
		}
		cases, _ := target.Cases([]Item{{Check: check.ID, Subject: EveryNode}}, []*checks.Check{check})
		if got := cases[0].Each.Subjects; slices.Contains(got, b) != (c.needs != evidence.Any(evidence.CiliumMetrics)) || !slices.Contains(got, a) {
			t.Errorf("what needs %s is asked of %v", c.needs.About().Name, got)
		}
	}
}

func TestEveryNodeIsReadOfAtOnce(t *testing.T) {
	a, b := evidence.Of(evidence.Node, "", "a"), evidence.Of(evidence.Node, "", "b")
	target := Target{Target: []evidence.Subject{evidence.TheCluster, a, b}, Far: []evidence.Subject{b}}
	check := &checks.Check{ID: "a.b", Scope: evidence.Node, Needs: []evidence.Need{evidence.Require(evidence.NodePods), evidence.Require(evidence.NodeCounters), evidence.Require(evidence.NodeObject)}}
	cases, _ := target.Cases([]Item{{Check: check.ID, Subject: EveryNode}, {Check: check.ID, Subject: a}}, []*checks.Check{check})
	read := map[string]bool{}
	for _, w := range target.Wants(cases) {
		read[w.Kind.Name+" of "+w.Subject.String()] = true
	}
	if len(read) != 4 || !read["all-node-pods of Cluster"] || !read["nodes of Cluster"] || !read["node-counters of Node a"] || !read["node-counters of Node b"] {
		t.Errorf("what is read is %v", read)
	}
	if cases[0].Each == nil || !slices.Equal(cases[0].Each.Subjects, []evidence.Subject{a, b}) || cases[1].Each != nil {
		t.Errorf("the cases are %+v", cases)
	}
}

func TestOfMoreThanAFewNodesListsAreRead(t *testing.T) {
	check := &checks.Check{ID: "a.b", Scope: evidence.Node, Needs: []evidence.Need{evidence.Require(evidence.NodePods), evidence.Require(evidence.CiliumMetrics)}}
	for nodes, whole := range map[int]bool{fewNodes: false, fewNodes + 1: true} {
		for _, about := range []evidence.Subject{evidence.TheCluster, evidence.Of(evidence.Namespace, "", "shop")} {
			target := Target{Target: []evidence.Subject{about}}
			var cases []checks.Case
			for i := range nodes {
				s := evidence.Of(evidence.Node, "", fmt.Sprint("n-", i))
				target.Target = append(target.Target, s)
				cases = append(cases, checks.Case{Check: check, Subject: s})
			}
			read := map[*evidence.Meta]map[evidence.Subject]bool{}
			for _, w := range target.Wants(cases) {
				if read[w.Kind] == nil {
					read[w.Kind] = map[evidence.Subject]bool{}
				}
				read[w.Kind][w.Subject] = true
			}
			lists := whole && about == evidence.TheCluster
			if len(read[evidence.CiliumMetrics.Meta]) != nodes || len(read[evidence.AllNodesPods.Meta]) > 0 != lists || len(read[evidence.NodePods.Meta]) > 0 == lists {
				t.Errorf("about %s with %d nodes is read: %v", about, nodes, read)
			}
		}
	}
}

// What takes seconds for each node is asked of some: a question may then not demand it,
// or no cluster of that size were ever healthy.
func TestNothingIsDemandedOfSomeNodesAlone(t *testing.T) {
	for _, check := range catalog.All() {
		if check.Scope == evidence.Node && !swift(check) && check.Weight == checks.Fault && len(check.For) > 0 {
			t.Errorf("%s is demanded of every node, and asked of %d", check.ID, mostNodes)
		}
	}
}

func TestAReviewOfAPartLeavesOutWhatIsOfTheWhole(t *testing.T) {
	wide := &checks.Check{ID: "a.wide", Scope: evidence.Cluster, For: []checks.Symptom{checks.HealthReview, checks.IPExhaustion}, Needs: []evidence.Need{evidence.Require(evidence.Nodes)}}
	shop := evidence.Of(evidence.Namespace, "", "shop")
	for _, c := range []struct {
		symptom checks.Symptom
		target  evidence.Subject
		asked   int
	}{
		{checks.HealthReview, shop, 0}, {checks.HealthReview, evidence.TheCluster, 1}, {checks.IPExhaustion, shop, 1},
	} {
		items := Make(Reading{Symptoms: []checks.Symptom{c.symptom}}, Target{Target: []evidence.Subject{c.target}}, []*checks.Check{wide})
		if len(items) != c.asked {
			t.Errorf("%s of %s asks %v", c.symptom, c.target, items)
		}
	}
}

func TestLateReadingsAreOfWhatFailed(t *testing.T) {
	check := &checks.Check{ID: "a.late", Scope: evidence.Service, Needs: []evidence.Need{evidence.Require(evidence.Services), evidence.IfFailed(evidence.ServicesNamed)}}
	well, broken := evidence.Of(evidence.Service, "shop", "web"), evidence.Of(evidence.Service, "shop", "wbe")
	cases := []checks.Case{{Check: check, Subject: well}, {Check: check, Subject: broken}}
	for _, w := range (Target{}).Wants(cases) {
		if w.Kind != evidence.Services.Meta {
			t.Errorf("%s is read before anything failed", w.Kind.Name)
		}
	}
	late := Late(cases, []checks.Finding{{Check: check.ID, Subject: well, Verdict: checks.Pass}, {Check: check.ID, Subject: broken, Verdict: checks.Fail}})
	if len(late) != 1 || late[0].Kind != evidence.ServicesNamed.Meta || late[0].Subject != broken {
		t.Errorf("after a failure, %v is read", late)
	}
}
