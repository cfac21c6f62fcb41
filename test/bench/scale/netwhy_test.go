package scale

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/test/bench/world"
)

// measure asks a question several times, each time a new process, and gives medians.
func measure(t *testing.T, s server, program string, nodes int, q question, way witness) Result {
	t.Helper()
	var list []Result
	for range warm + *runs {
		list = append(list, once(t, s, program, nodes, q, way))
	}
	return median(list[warm:])
}

// once asks a question. Where a planted fault is judged to be none, the test fails,
// and where one is not found that the API alone proves, or a node that was asked.
func once(t *testing.T, s server, program string, nodes int, q question, way witness) Result {
	t.Helper()
	r := Result{Nodes: nodes, Question: q.about, Who: way.Name(), Planted: len(q.planted)}
	var answer ran
	args := append([]string{"ask", "--passive", "--kubeconfig", s.Kubeconfig, "-o", "json", q.text}, way.Flags...)
	if tells(t, program) {
		args = append(args, "--steps")
	}
	cost, err := s.during(t.Context(), func() (err error) {
		answer, err = run(t.Context(), program, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var told report.Report
	if err := json.Unmarshal(answer.out, &told); err != nil {
		t.Fatalf("%s: no report: %v", q.about, err)
	}
	r.First, r.Wall, r.CPU, r.Peak = answer.first, answer.wall, answer.cpu, answer.peak
	r.Server, r.Etcd, r.Requests, r.Bytes = cost.CPU, cost.Etcd, cost.Requests, cost.Bytes
	r.Version, r.Status = told.Program, string(told.Status)
	if told.Narrative != nil {
		r.Tokens = told.Narrative.Bill.Input + told.Narrative.Bill.Output
	}
	for _, f := range q.planted {
		switch names := found(&told, f); {
		case names:
			r.Found++
		case f.Check == "" && f.Provable():
			t.Errorf("asked of %s, %s does not find that of %s %s", q.about, r.Who, f.Name, f.Kind)
		case cleared(&told, f, nodes):
			t.Errorf("asked of %s, %s takes %s for well, of which %s", q.about, r.Who, f.Name, f.Kind)
		default:
			t.Logf("asked of %s, %s did not look whether of %s/%s %s", q.about, r.Who, f.Namespace, f.Name, f.Kind)
		}
	}
	return r
}

// found reports whether a report has a failed finding or a cause for a fault.
func found(r *report.Report, f world.Fault) bool {
	if f.Check != "" {
		return judged(r, f, checks.Fail)
	}
	for _, c := range slices.Concat(r.Roots, r.AlsoSeen) {
		if c.Culprit.Namespace == f.Namespace && c.Culprit.Name == f.Name {
			return true
		}
	}
	return slices.ContainsFunc(r.Findings, func(found report.Finding) bool { return found.Verdict == checks.Fail && about(found, f) })
}

// cleared reports whether a report says of a fault that it is none: by a check that
// passed, or since all nodes were asked and it is not among those that failed.
func cleared(r *report.Report, f world.Fault, nodes int) bool {
	if f.Check == "" {
		return false
	}
	every := func(c report.Coverage) bool { return c.Kind == evidence.NodeCounters.Name && c.Read >= nodes }
	return judged(r, f, checks.Pass) || f.Namespace == "" && r.Breadth != nil && slices.ContainsFunc(r.Breadth.Coverage, every)
}

func judged(r *report.Report, f world.Fault, v checks.Verdict) bool {
	return slices.ContainsFunc(r.Findings, func(found report.Finding) bool {
		return found.Verdict == v && found.Check == f.Check && about(found, f)
	})
}

func about(found report.Finding, f world.Fault) bool {
	return found.Object.Namespace == f.Namespace && found.Object.Name == f.Name || found.Subject.Namespace == f.Namespace && found.Subject.Name == f.Name
}
