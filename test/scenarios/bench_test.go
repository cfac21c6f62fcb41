package scenarios

import (
	"fmt"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/report"
)

// BenchmarkReport asks about a namespace of 50 pods in a cluster of 1,000, on
// a real API server, and reports what a question costs.
func BenchmarkReport(b *testing.B) {
	w := newWorld(b)
	var lines []string
	for ns := range 20 {
		for app := range 5 {
			lines = append(lines, fmt.Sprintf("team-%02d/app-%d pods=10 port=8080 probe service=80", ns, app))
		}
	}
	w.set(b, scenario{apps: strings.Join(lines, "\n")})
	for _, question := range []string{"pods in team-03 cannot reach team-07", "app-2 in team-07 refuses connections", "is the network of team-07 healthy?"} {
		b.Run(strings.ReplaceAll(question, " ", "-"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bundle, r := investigate(b, w.reader, question, "", w.answers)
				if r.Status != report.Healthy {
					b.Fatalf("%s: %s", r.Status, r.Summary)
				}
				b.ReportMetric(float64(len(bundle.Records)), "records")
				b.ReportMetric(float64(len(r.Findings)), "findings")
			}
		})
	}
}
