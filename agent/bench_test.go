package agent

import (
	"os"
	"testing"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks/catalog"
)

// BenchmarkJudge is all that follows a recording of a real API server:
// evaluating, correlating, making the report.
func BenchmarkJudge(b *testing.B) {
	for name, want := range map[string]report.Status{"healthy": report.Healthy, "coredns-down": report.Faulty, "uplink-mtu": report.Faulty} {
		data, err := os.ReadFile("../cmd/netwhy/demo/" + name + ".zip")
		if err != nil {
			b.Fatal(err)
		}
		made, err := bundle.Read(data, catalog.Kinds())
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			Judge(made) // what is made once is not the cost of a report
			b.ReportAllocs()
			for b.Loop() {
				if r := Judge(made); r.Status != want {
					b.Fatal(r.Status)
				}
			}
		})
	}
}
