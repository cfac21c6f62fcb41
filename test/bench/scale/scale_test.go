package scale

import (
	"flag"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/test/apiserver"
	"github.com/netwhy/netwhy/test/bench/peer"
	"github.com/netwhy/netwhy/test/bench/world"
	"github.com/netwhy/netwhy/test/binary"
)

var (
	sizes = flag.String("nodes", "50", "sizes of the clusters, in nodes, separated by commas")
	runs  = flag.Int("runs", 3, "how often each question is asked; medians are told")
	seed  = flag.Uint64("seed", 1, "where faults are planted")
	into  = flag.String("into", "", "folder for results.json and plots")
	built = flag.String("program", "", "the netwhy that is measured; built from this checkout if empty")
)

var shared apiserver.Shared

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

// TestQuestions asks about one namespace and about the whole cluster, and fails only
// where a fault of the namespace is not found or an answer is none.
func TestQuestions(t *testing.T) {
	if *hold > 0 {
		t.Skip("a cluster is kept")
	}
	program := measured(t)
	others := peers(t)
	var all []Result
	for _, text := range strings.Split(*sizes, ",") {
		nodes, err := strconv.Atoi(text)
		if err != nil || nodes < world.Fewest || nodes%10 != 0 {
			t.Fatalf("cannot make a cluster of %q nodes: -nodes wants multiples of ten from %d on, separated by commas", text, world.Fewest)
		}
		t.Run(text, func(t *testing.T) { all = append(all, atSize(t, program, nodes, others)...) })
	}
	t.Log(said(all))
	if *into == "" {
		return
	}
	if err := write(*into, all); err != nil {
		t.Fatal(err)
	}
}

// atSize asks everybody about a cluster of so many nodes.
func atSize(t *testing.T, program string, nodes int, others []peer.Peer) (all []Result) {
	w, s, ways := cluster(t, nodes)
	if *away > 0 {
		s = s.farther(t, *away)
	}
	if all = append(all, again(t, s, w)); t.Failed() {
		return all
	}
	for _, q := range questions() {
		for _, way := range ways {
			q.planted = planted(w, q.namespace, way)
			all = append(all, measure(t, s, program, nodes, q, way))
		}
		q.planted = planted(w, q.namespace, witness{})
		for _, p := range others {
			if r, here := ask(t, s, p, nodes, q); here {
				all = append(all, r)
			}
		}
	}
	return all
}

// planted are the faults that an answer should name: of the API, and where they are
// asked, those that the nodes that the question is about count, and of flows.
func planted(w *world.World, namespace string, way witness) []world.Fault {
	all := within(w.Faults, namespace)
	if way.Counts {
		for _, f := range w.Counted {
			on := func(n int) bool { return world.NodeName(n) == f.Name }
			if namespace == "" || slices.ContainsFunc(w.Hosts(world.Target), on) {
				all = append(all, f)
			}
		}
	}
	if way.Flows {
		all = append(all, within(w.Dropped, namespace)...)
	}
	return all
}

// measured is the netwhy that is measured.
func measured(t *testing.T) string {
	t.Helper()
	if *built != "" {
		return *built
	}
	program, err := binary.Own(t.Context(), "cmd/netwhy")
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// question is asked of a program.
type question struct {
	about, text string
	namespace   string        // empty: the cluster
	planted     []world.Fault // that an answer should name
}

// questions are what is asked.
func questions() []question {
	target := world.NamespaceName(world.Target)
	return []question{
		{about: "one namespace", text: "is the network of " + target + " healthy?", namespace: target},
		{about: "the cluster", text: "is the network of the cluster healthy?"},
	}
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
