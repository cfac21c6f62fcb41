package cause_test

import (
	"fmt"
	"testing"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/cause"
	"github.com/netwhy/netwhy/checks/evidence"
)

// BenchmarkCorrelate holds all causes against what every check found of twenty
// subjects: nothing, or a failure of every check at one of them.
func BenchmarkCorrelate(b *testing.B) {
	for name, culprits := range map[string]int{"healthy": 0, "everything-fails-at-one": 1} {
		var findings []checks.Finding
		for _, check := range catalog.All() {
			for i := range 20 {
				s := evidence.Of(check.Scope, "shop", fmt.Sprint("app-", i))
				f := checks.Finding{Check: check.ID, Subject: s, Object: s, Verdict: checks.Pass, Related: []evidence.Subject{evidence.Of(evidence.Service, "shop", s.Name)}}
				switch {
				case i < culprits:
					f.Verdict = checks.Fail
				case i == 19:
					f.Verdict = checks.Unknown
				}
				findings = append(findings, f)
			}
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				results := cause.Correlate(catalog.Causes(), findings, checks.Symptoms(), func(checks.Finding) bool { return true })
				if (results[0].State == cause.Supported) != (culprits > 0) {
					b.Fatal(results[0])
				}
			}
			b.ReportMetric(float64(len(findings)), "findings")
		})
	}
}
