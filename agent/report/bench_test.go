package report_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// BenchmarkWrite builds a report of a thousand findings on 200 workloads, one
// with its root, and writes it in every format.
func BenchmarkWrite(b *testing.B) {
	findings := passes()
	for i := range 200 {
		s := evidence.WorkloadOf("Deployment", "shop", fmt.Sprint("app-", i))
		for _, check := range []string{"workload.ready", "workload.crashing", "policy.ingress-allows", "policy.egress-allows", "dns.pod-policy"} {
			f := found(check, "Does it work?", s, checks.Pass, fmt.Sprintf("10 of 10 pods of app-%d are well", i))
			if i == 7 {
				f.Verdict, f.Says = checks.Unknown, "no answer in 10 s"
				f.Gaps = []evidence.Gap{{Kind: "pods", Subject: s, Reason: evidence.Timeout}}
			}
			findings = append(findings, f)
		}
	}
	p := about([]checks.Symptom{checks.ConnectionTimeout}, []evidence.Subject{web}, asks("workload.ready", deploy))
	b.Run("build", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if r := build("why does web time out?", p, findings, nil); len(r.Findings) != len(findings) {
				b.Fatal(len(r.Findings))
			}
		}
	})
	r := build("why does web time out?", p, findings, nil)
	r.Roots = rooted().Roots
	for _, format := range report.Formats() {
		b.Run(format, func(b *testing.B) {
			var out bytes.Buffer
			write := func() {
				out.Reset()
				if err := report.Write(&out, format, r, report.Options{Width: 100, Verbose: true}); err != nil {
					b.Fatal(err)
				}
			}
			write() // reads templates
			b.ReportAllocs()
			for b.Loop() {
				write()
			}
			b.ReportMetric(float64(out.Len()), "written-bytes")
		})
	}
}
