package scale

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/test/bench/world"
)

func TestMediansAreOfEachFigureApart(t *testing.T) {
	m := median([]Result{
		{Wall: 3, Server: 1, Requests: 60, Bytes: 9, Found: 3, Who: "netwhy"},
		{Wall: 1, Server: 3, Requests: 62, Bytes: 7, Found: 4, Who: "netwhy"},
		{Wall: 2, Server: 2, Requests: 61, Bytes: 8, Found: 4, Who: "netwhy"},
	})
	if m.Wall != 2 || m.Server != 2 || m.Requests != 61 || m.Bytes != 8 || m.Found != 4 || m.Runs != 3 || !slices.Equal(m.Walls, []time.Duration{3, 1, 2}) {
		t.Errorf("got %+v", m)
	}
}

func TestTheFirstFindingIsHeard(t *testing.T) {
	l := listener{since: time.Now().Add(-time.Minute)}
	for _, text := range []string{"netwhy: so far: 3 checks passed, 1 failed\n", "netwhy: so far, fai", "ling: Node a: it is not ready\n"} {
		if l.first != 0 {
			t.Errorf("heard before %q", text)
		}
		if _, err := l.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if l.first < time.Minute {
		t.Errorf("heard after %s", l.first)
	}
}

// TestWhatIsNotLookedAtIsNoError holds apart a fault that a report denies, and one that
// it does not speak of.
func TestWhatIsNotLookedAtIsNoError(t *testing.T) {
	f := world.Fault{Kind: world.Backlog, Name: "a", Check: "kernel.softnet-drops"}
	of := func(check, node string, v checks.Verdict) report.Report {
		return report.Report{Findings: []report.Finding{{Finding: checks.Finding{Check: check, Subject: evidence.Of(evidence.Node, "", node), Verdict: v}}}}
	}
	every := of(f.Check, "b", checks.Pass)
	every.Breadth = &report.Breadth{Coverage: []report.Coverage{{Kind: evidence.NodeCounters.Name, Read: 50, Of: 50}}}
	for says, c := range map[string]struct {
		report         report.Report
		found, cleared bool
	}{
		"it fails":             {of(f.Check, "a", checks.Fail), true, false},
		"it passes":            {of(f.Check, "a", checks.Pass), false, true},
		"it could not be seen": {of(f.Check, "a", checks.Unknown), false, false},
		"another check fails":  {of("node.ready", "a", checks.Fail), false, false},
		"another node fails":   {of(f.Check, "b", checks.Fail), false, false},
		"all were asked":       {every, false, true},
	} {
		if got := found(&c.report, f); got != c.found {
			t.Errorf("%s: found %v", says, got)
		}
		if got := cleared(&c.report, f, 50); got != c.cleared {
			t.Errorf("%s: cleared %v", says, got)
		}
	}
}

func TestResultsAreBenchmarks(t *testing.T) {
	r := Result{Question: "one namespace", Who: "netwhy, probes and flows", Wall: 1500 * time.Microsecond, Requests: 62, Found: 3}
	if got, want := r.line(50), "BenchmarkQuestion/nodes=50/of=one-namespace/by=netwhy-probes-and-flows 1 1.5 ms "; !strings.HasPrefix(got, want) || !strings.Contains(got, " 62 requests ") || strings.Contains(got, "tokens") {
		t.Errorf("got %q", got)
	}
}

func TestTheTableOfTheDocumentIsWritten(t *testing.T) {
	dir := t.TempDir()
	all := []Result{{Nodes: 500, Question: "the cluster", Who: "kubectl", Wall: 2 * time.Second, Server: time.Second, Requests: 36, Bytes: 1 << 20, Peak: 2 << 20, Found: 6, Planted: 12}}
	if err := write(dir, all); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "results.md"))
	if want := "| 500 | the cluster | kubectl | – | 2.00 s | 1.00 s | 36 | 1.0 MiB | 2.0 MiB | – | 6 of 12 |\n"; err != nil || !strings.HasSuffix(string(text), want) {
		t.Errorf("got %v, %s", err, text)
	}
	if _, err := os.Stat(filepath.Join(dir, "report-the-cluster.svg")); err != nil {
		t.Error(err)
	}
}

func TestWhoHasNoFigureIsNotDrawn(t *testing.T) {
	all := []Result{
		{Nodes: 50, Question: "the cluster", Who: "netwhy", First: time.Second}, {Nodes: 500, Question: "the cluster", Who: "netwhy", First: time.Second},
		{Nodes: 50, Question: "the cluster", Who: "kubectl"}, {Nodes: 50, Question: "one namespace", Who: "netwhy", First: time.Second},
	}
	list := lines(all, "the cluster", func(r Result) float64 { return r.First.Seconds() })
	if len(list) != 1 || list[0].name != "netwhy" || len(list[0].points) != 2 {
		t.Errorf("got %+v", list)
	}
}
