package scenarios

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks/catalog"
)

var record = flag.Bool("record", false, "record the demos anew")

// demos are the scenarios whose recordings are embedded in the program.
var demos = map[string]struct {
	scenario string
	status   report.Status
}{
	"selector-mismatch": {"selector-typo", report.Faulty},
	"coredns-down":      {"coredns-scaled-down", report.Faulty},
	"healthy":           {"healthy", report.Healthy},
}

// TestDemosShowWhatTheirScenarioSays holds the embedded recordings against
// today's checks; with -record it makes them anew.
func TestDemosShowWhatTheirScenarioSays(t *testing.T) {
	for name, demo := range demos {
		path := filepath.Join("../../cmd/netwhy/demo", name+".zip")
		data, err := os.ReadFile(filepath.Join("testdata", demo.scenario+".txtar"))
		if err != nil {
			t.Fatal(err)
		}
		s, err := parse(data)
		if err != nil {
			t.Fatal(err)
		}
		if *record {
			w := newWorld(t)
			w.set(t, s)
			b, _ := w.ask(t, s)
			if err := b.Save(path); err != nil {
				t.Fatal(err)
			}
		}
		b, err := bundle.Open(path, catalog.Kinds())
		if err != nil {
			t.Fatal(err)
		}
		r := agent.Judge(b)
		if r.Status != demo.status {
			t.Errorf("demo %s is %s, not %s; record it anew with \"go test ./test/scenarios -run Demos -record\"", name, r.Status, demo.status)
		}
		if got := names(r.Roots); len(got) != len(s.roots) {
			t.Errorf("demo %s shows %q, want %q", name, got, s.roots)
		}
	}
}
