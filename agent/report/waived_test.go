package report_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// TestWhatNoProbeIsThereToTell holds a required question to a node probe that
// is not there, that does not answer and that answers.
func TestWhatNoProbeIsThereToTell(t *testing.T) {
	for name, c := range map[string]struct {
		symptom checks.Symptom
		verdict checks.Verdict
		kind    string
		reason  evidence.Reason
		want    report.Status
	}{
		"not installed":                 {checks.ConnectionTimeout, checks.Unknown, "node-counters", evidence.NotInstalled, report.Healthy},
		"not installed, asked for loss": {checks.PacketLoss, checks.Unknown, "node-counters", evidence.NotInstalled, report.Unknown},
		"does not answer":               {checks.ConnectionTimeout, checks.Unknown, "node-counters", evidence.Timeout, report.Unknown},
		"something else is missing":     {checks.ConnectionTimeout, checks.Unknown, "gateways", evidence.NotInstalled, report.Unknown},
		"answers":                       {checks.ConnectionTimeout, checks.Pass, "", "", report.Healthy},
	} {
		t.Run(name, func(t *testing.T) {
			drops := found("kernel.softnet-drops", "Is any CPU's packet backlog overflowing?", node, c.verdict, "…")
			if c.reason != "" {
				drops.Gaps = []evidence.Gap{{Kind: c.kind, Subject: node, Reason: c.reason}}
			}
			p := about([]checks.Symptom{c.symptom}, []evidence.Subject{web}, asks("kernel.softnet-drops", node), asks("dns.coredns-ready", coredns))
			r := build("is it well?", p, append([]checks.Finding{drops}, passes()...), nil)
			if r.Status != c.want {
				t.Errorf("the report is %s, want %s: %s", r.Status, c.want, r.Summary)
			}
			required := slices.ContainsFunc(r.Findings, func(f report.Finding) bool { return f.Check == drops.Check && f.Required })
			if waived := name == "not installed"; required == waived {
				t.Errorf("required is %t", required)
			}
			if r.Status == report.Healthy && !strings.Contains(r.Summary, "Node counters and flows were not read") {
				t.Errorf("health without counters says %q", r.Summary)
			}
		})
	}
}
