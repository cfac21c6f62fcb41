package scale

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/test/bench/world"
)

var (
	comparer = flag.String("compare", "", "the program compare, by which the netwhy of before is asked in turn with this one")
	wishes   = flag.String("compareflags", "", "its flags, such as -base=REVISION, separated by spaces")
)

// asFigures names the variable that makes of this program one that asks a netwhy and
// prints what that costs, as benchmarks do; its value is the cluster.
const asFigures = "NETWHY_BENCH_CLUSTER"

// held is a cluster that another process keeps.
type held struct {
	Server server
	Nodes  int
	Ways   []witness
}

// worse is by which ratio a figure may grow from one commit to the next. What is
// counted hardly varies; what is measured does, and the time to the report most, which
// another program can double.
var worse = []string{"requests=1.1", "sent-B=1.1", "tokens=1.1", "found=1.01", "ms=2", "first-ms=2", "cpu-ms=1.5", "server-ms=1.8", "peak-MiB=1.3"}

// TestCosts asks the netwhy of the commit before and this one in turn about the same
// cluster, and fails where this one costs more, or finds less.
func TestCosts(t *testing.T) {
	if text := os.Getenv(asFigures); text != "" {
		figured(t, text)
		return
	}
	if *comparer == "" {
		t.Skip("compares with the commit before: -compare=PROGRAM")
	}
	const nodes = 50
	h := held{Nodes: nodes}
	_, h.Server, h.Ways = cluster(t, nodes)
	text, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"-count", "3", "-o", *into}
	for _, limit := range worse {
		args = append(args, "-limit", limit)
	}
	args = append(args, strings.Fields(*wishes)...)
	args = append(args, "-run", fmt.Sprintf(`CGO_ENABLED=0 go build -trimpath -buildvcs=false -o bin/costs/netwhy ./cmd/netwhy && "%s" -test.run '^TestCosts$' -test.timeout 10m -runs 2 -program "$PWD/bin/costs/netwhy"`, self))
	cmd := exec.CommandContext(t.Context(), *comparer, args...)
	cmd.Env = append(os.Environ(), asFigures+"="+string(text))
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		t.Errorf("what questions cost cannot be compared, or is worse (%v): to repeat, make costs BASE=REVISION; what is meant is said in a commit as \"Costs: BenchmarkQuestion/nodes=... reason\"", err)
	}
}

// figured asks, and prints what it cost each time.
func figured(t *testing.T, text string) {
	var h held
	if err := json.Unmarshal([]byte(text), &h); err != nil {
		t.Fatal(err)
	}
	if err := h.Server.reach(); err != nil {
		t.Fatal(err)
	}
	fmt.Println("\nUnit found better=higher")
	w, program := world.New(h.Nodes, *seed), measured(t)
	for _, q := range questions() {
		for _, way := range h.Ways {
			q.planted = planted(w, q.namespace, way)
			for i := range warm + *runs {
				if r := once(t, h.Server, program, h.Nodes, q, way); i >= warm {
					fmt.Println(r.line(h.Nodes))
				}
			}
		}
	}
}

// line is a result as benchmarks print it.
func (r Result) line(nodes int) string {
	name := strings.NewReplacer(",", "", " ", "-")
	says := fmt.Sprintf("BenchmarkQuestion/nodes=%d/of=%s/by=%s 1", nodes, name.Replace(r.Question), name.Replace(r.Who))
	milliseconds := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	for _, f := range []struct {
		unit  string
		value float64
		told  bool
	}{
		{"ms", milliseconds(r.Wall), true}, {"first-ms", milliseconds(r.First), r.First > 0}, {"cpu-ms", milliseconds(r.CPU), true}, {"server-ms", milliseconds(r.Server), true},
		{"requests", float64(r.Requests), true}, {"sent-B", float64(r.Bytes), true}, {"tokens", float64(r.Tokens), r.Tokens > 0}, {"peak-MiB", float64(r.Peak) / (1 << 20), true}, {"found", float64(r.Found), true},
	} {
		if f.told {
			says += fmt.Sprintf(" %.6g %s", f.value, f.unit)
		}
	}
	return says
}
