package scale

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/test/apiserver"
	"github.com/netwhy/netwhy/test/bench/world"
	"github.com/netwhy/netwhy/test/binary"
)

var (
	sizes = flag.String("nodes", "50", "sizes of the clusters, in nodes, separated by commas")
	runs  = flag.Int("runs", 3, "how often each question is asked; medians are told")
	seed  = flag.Uint64("seed", 1, "where faults are planted")
	into  = flag.String("o", "", "folder for results.json and plots")
	built = flag.String("program", "", "the netwhy that is measured; built from this checkout if empty")
)

var shared apiserver.Shared

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

// Result is what a question costs in a cluster of a size.
type Result struct {
	Nodes    int           `json:"nodes"`
	Question string        `json:"question"`
	Who      string        `json:"who"` // answers it
	Version  string        `json:"version,omitempty"`
	Wall     time.Duration `json:"wall"`
	CPU      time.Duration `json:"cpu"`       // of who answers
	Peak     int64         `json:"peakBytes"` // resident memory of who answers
	Server   time.Duration `json:"serverCPU"` // the API server's
	Etcd     time.Duration `json:"etcdCPU"`
	Requests int           `json:"requests"`
	Bytes    int64         `json:"bytes"` // that the API server sent, before compression
	Found    int           `json:"found"`
	Planted  int           `json:"planted"`
	Status   string        `json:"status"`
}

// TestQuestions asks about one namespace and about the whole cluster, and fails only
// where a fault of the namespace is not found or an answer is none.
func TestQuestions(t *testing.T) {
	if *hold > 0 {
		t.Skip("a cluster is kept")
	}
	program := *built
	if program == "" {
		var err error
		if program, err = binary.Own(t.Context(), "cmd/netwhy"); err != nil {
			t.Fatal(err)
		}
	}
	others := peers(t)
	var all []Result
	for _, text := range strings.Split(*sizes, ",") {
		nodes, err := strconv.Atoi(text)
		if err != nil || nodes < world.Fewest || nodes%10 != 0 {
			t.Fatalf("cannot make a cluster of %q nodes: -nodes wants multiples of ten from %d on, separated by commas", text, world.Fewest)
		}
		t.Run(text, func(t *testing.T) {
			w, s := cluster(t, nodes)
			target := world.NamespaceName(world.Target)
			all = append(all, again(t, s, w))
			for _, q := range []question{
				{"one namespace", "is the network of " + target + " healthy?", target, within(w.Faults, target)},
				{"the cluster", "is the network of the cluster healthy?", "", within(w.Faults, "")},
			} {
				all = append(all, measure(t, s, program, nodes, q))
				for _, p := range others {
					if r, here := ask(t, s, p, nodes, q); here {
						all = append(all, r)
					}
				}
			}
		})
	}
	t.Logf("medians of %d\n%s\n%s", *runs, table(all), ratios(all))
	if *into == "" {
		return
	}
	if err := write(*into, all); err != nil {
		t.Fatal(err)
	}
}

// question is asked of a program.
type question struct {
	about, text string
	namespace   string        // empty: the cluster
	planted     []world.Fault // that an answer should name
}

// warm is how often everybody asks before it is measured, so that nobody pays for what
// the API server prepares for the first who asks.
const warm = 1

// within are the faults of a namespace, or those of nodes where it is empty.
func within(all []world.Fault, namespace string) (some []world.Fault) {
	for _, f := range all {
		if f.Namespace == namespace {
			some = append(some, f)
		}
	}
	return some
}

// measure asks a question several times, each time a new process, and gives medians.
func measure(t *testing.T, s server, program string, nodes int, q question) Result {
	t.Helper()
	var list []Result
	for range warm + *runs {
		r := Result{Nodes: nodes, Question: q.about, Who: "netwhy", Planted: len(q.planted)}
		var answer ran
		cost, err := s.during(t.Context(), func() (err error) {
			answer, err = run(t.Context(), program, "ask", "--passive", q.text, "-o", "json", "--kubeconfig", s.cluster.Kubeconfig)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var told report.Report
		if err := json.Unmarshal(answer.out, &told); err != nil {
			t.Fatalf("%s: no report: %v", q.about, err)
		}
		r.Wall, r.CPU, r.Peak = answer.wall, answer.cpu, answer.peak
		r.Server, r.Etcd, r.Requests, r.Bytes = cost.CPU, cost.Etcd, cost.Requests, cost.Bytes
		named := found(&told, q.planted)
		for _, f := range q.planted {
			if f.Provable() && !slices.ContainsFunc(named, func(n world.Fault) bool { return n.Kind == f.Kind && n.Name == f.Name }) {
				t.Errorf("asked of %s, netwhy does not find that of %s %s", q.about, f.Name, f.Kind)
			}
		}
		r.Status, r.Found = string(told.Status), len(named)
		list = append(list, r)
	}
	return median(list[warm:])
}

// found are the faults that a report has a failed finding or a cause for.
func found(r *report.Report, planted []world.Fault) (some []world.Fault) {
	named := map[string]bool{}
	for _, c := range slices.Concat(r.Roots, r.AlsoSeen) {
		named[c.Culprit.Namespace+"/"+c.Culprit.Name] = true
	}
	for _, f := range r.Findings {
		if f.Verdict.String() == "fail" {
			named[f.Object.Namespace+"/"+f.Object.Name] = true
			named[f.Subject.Namespace+"/"+f.Subject.Name] = true
		}
	}
	for _, f := range planted {
		if named[f.Namespace+"/"+f.Name] {
			some = append(some, f)
		}
	}
	return some
}

// median is of each figure apart.
func median(list []Result) Result {
	middle := func(less func(a, b Result) int) Result {
		return slices.SortedFunc(slices.Values(list), less)[len(list)/2]
	}
	m := middle(func(a, b Result) int { return int(a.Wall - b.Wall) })
	m.CPU = middle(func(a, b Result) int { return int(a.CPU - b.CPU) }).CPU
	m.Server = middle(func(a, b Result) int { return int(a.Server - b.Server) }).Server
	m.Peak = middle(func(a, b Result) int { return int(a.Peak - b.Peak) }).Peak
	return m
}

func write(folder string, all []Result) error {
	data, err := json.MarshalIndent(all, "", "  ")
	if err == nil {
		err = os.MkdirAll(folder, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "results.json"), append(data, '\n'), 0o644)
	}
	if err != nil {
		return fmt.Errorf("cannot write the results: %w", err)
	}
	return plots(folder, all)
}
