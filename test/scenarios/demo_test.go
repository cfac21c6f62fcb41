package scenarios

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
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

// Those of a real cluster are recorded by "go test ./test/e2e -run /scenario -record".
var clusterDemos = map[string]string{"egress-port": "cilium-egress-wrong-port", "uplink-mtu": "uplink-mtu-blackhole", "cluster-review": "cluster-review"}

func TestDemosOfARealClusterShowWhatTheirScenarioSays(t *testing.T) {
	for name, scenario := range clusterDemos {
		data, err := os.ReadFile(filepath.Join("../e2e/testdata", scenario+".txtar"))
		if err != nil {
			t.Fatal(err)
		}
		_, root, found := strings.Cut(string(data), "\nroot: * ")
		root, _, _ = strings.Cut(root, "\n")
		b, err := bundle.Open(filepath.Join("../../cmd/netwhy/demo", name+".zip"), catalog.Kinds())
		if err != nil {
			t.Fatal(err)
		}
		r := agent.Judge(b)
		if !found || !strings.Contains(string(data), "\nstatus: "+string(r.Status)+"\n") || !strings.Contains(string(data), "\nask: "+b.Plan.Question+"\n") {
			t.Errorf("demo %s is %s of %q", name, r.Status, b.Plan.Question)
		}
		if got := names(r.Roots); len(got) != 1 || !strings.HasSuffix(got[0], " "+root) {
			t.Errorf("demo %s shows %q, want %s", name, got, root)
		}
	}
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
