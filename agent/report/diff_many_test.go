package report_test

import (
	"testing"

	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

func TestANodeThatIsMendedIsToldThoughItIsOneOfMany(t *testing.T) {
	finding := func(node string, v checks.Verdict, alike int, others ...string) report.Finding {
		return report.Finding{Finding: checks.Finding{Check: "node.ready", Subject: evidence.Of(evidence.Node, "", node), Verdict: v, Says: v.String(), Alike: alike, Others: others}}
	}
	before := &report.Report{Findings: []report.Finding{finding("a", checks.Pass, 1, "y"), finding("x", checks.Fail, 0), finding("gone", checks.Fail, 0), finding("u", checks.Unknown, 1, "w")}}
	after := &report.Report{Findings: []report.Finding{finding("a", checks.Pass, 2, "b", "x"), finding("y", checks.Fail, 0), finding("u", checks.Unknown, 1, "z")}}
	changed := map[string]string{}
	for _, c := range report.Compare(before, after).Changed {
		changed[c.Subject.Name] = c.Before.String() + " " + c.After.String()
	}
	if len(changed) != 2 || changed["x"] != "fail pass" || changed["y"] != "pass fail" {
		t.Errorf("what changed is %v", changed)
	}
}
