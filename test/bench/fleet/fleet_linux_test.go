package fleet

import (
	"context"
	"errors"
	"net"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/source"
	"github.com/netwhy/netwhy/agent/source/node"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Probes and RunningPods make a fleet the directory that its probes are found by.
func (f *Fleet) Probes(context.Context, string, string) (list []node.Endpoint, err error) {
	for _, n := range f.Nodes {
		list = append(list, node.Endpoint{Node: n.Name, Address: net.JoinHostPort(n.Address, strconv.Itoa(f.Port))})
	}
	return list, nil
}

func (f *Fleet) RunningPods(context.Context, string) ([]node.Pod, error) { return nil, nil }

func start(t testing.TB, nodes []Node) *Fleet {
	t.Helper()
	f, err := Start(nodes, 0, "netwhy-nodeprobe.netwhy.svc", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// gatherer asks the fleet as an investigation does.
func (f *Fleet) gatherer(t testing.TB) *source.Gatherer {
	t.Helper()
	tools, err := node.New(f, node.Service{Namespace: "netwhy", Name: "netwhy-nodeprobe"}, node.Files(f.Client)).Tools()
	if err != nil {
		t.Fatal(err)
	}
	registry, err := tool.NewRegistry(nil, tools...)
	if err != nil {
		t.Fatal(err)
	}
	return &source.Gatherer{Registry: registry, Caller: tool.Caller{Rights: tool.Own}, Now: time.Now}
}

func wants(nodes []Node) (list []evidence.Want) {
	for _, n := range nodes {
		list = append(list, evidence.Want{Kind: evidence.NodeCounters.Meta, Subject: evidence.Of(evidence.Node, "", n.Name)})
	}
	return list
}

// counting are the checks that a window of a node is enough for.
func counting() (list []*checks.Check) {
	for _, c := range catalog.All() {
		another := func(n evidence.Need) bool { return !n.Optional && n.Kind != evidence.NodeCounters.Meta }
		if c.Scope == evidence.Node && len(c.Needs) > 0 && !slices.ContainsFunc(c.Needs, another) {
			list = append(list, c)
		}
	}
	return list
}

// TestChecksFindWhatIsPlanted asks a fleet and judges what it says: each fault is
// found where it was planted and nowhere else, and who is silent is unknown.
func TestChecksFindWhatIsPlanted(t *testing.T) {
	nodes := Plan(150, 30, 9, 1)
	g := start(t, nodes).gatherer(t)
	snapshot := g.Gather(t.Context(), wants(nodes))
	replayed := evidence.NewSnapshot(snapshot.Records(), snapshot.Gaps())
	finds := map[Fault]string{Softnet: "kernel.softnet-drops", Conntrack: "kernel.conntrack-full", Ring: "nic.ring-overflow"}
	planted := map[string]int{}
	for _, n := range nodes {
		var cases []checks.Case
		for _, c := range counting() {
			cases = append(cases, checks.Case{Check: c, Subject: evidence.Of(evidence.Node, "", n.Name)})
		}
		if len(cases) < 20 {
			t.Fatalf("only %d checks read the windows", len(cases))
		}
		var failed []string
		found := checks.Evaluate(snapshot, cases)
		if again := checks.Evaluate(replayed, cases); !reflect.DeepEqual(found, again) {
			t.Errorf("of %s the record says other than what was read", n.Name)
		}
		for _, f := range found {
			if f.Verdict == checks.Fail && f.Weight == checks.Fault {
				failed = append(failed, f.Check)
			}
			if n.Silence != Answers && f.Verdict != checks.Unknown {
				t.Errorf("%s %s, and %s is %s", n.Name, n.Silence, f.Check, f.Verdict)
			}
		}
		planted[string(n.Fault)+string(n.Silence)]++
		want := []string{finds[n.Fault]}
		if n.Fault == Well {
			want = nil
		}
		if !slices.Equal(failed, want) {
			t.Errorf("%s of pool %s with fault %q failed %q", n.Name, n.Pool, n.Fault, failed)
		}
	}
	if len(planted) != 7 {
		t.Errorf("not everything was planted: %v", planted)
	}
	reasons := map[evidence.Reason]int{}
	for _, gap := range snapshot.Gaps() {
		reasons[gap.Reason]++
	}
	if reasons[evidence.Unreachable] != 3 || reasons[evidence.Timeout] != 6 || len(snapshot.Records()) != 141 {
		t.Errorf("the silence of nine is told as %v, %d answered", reasons, len(snapshot.Records()))
	}
}

// TestCancellingStopsWhatIsAsked cancels when all have answered who do: the silent
// are not waited for until the patience with them is at its end.
func TestCancellingStopsWhatIsAsked(t *testing.T) {
	nodes := Plan(30, 0, 9, 1)
	g := start(t, nodes).gatherer(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	g.Progress = func(done, of int) {
		if done == of-6 {
			cancel()
		}
	}
	for _, gap := range g.Gather(ctx, wants(nodes)).Gaps() {
		i := slices.IndexFunc(nodes, func(n Node) bool { return n.Name == gap.Subject.Name })
		if want := map[Silence]evidence.Reason{Refuses: evidence.Unreachable, Lost: evidence.NotRead, Hangs: evidence.NotRead}[nodes[i].Silence]; gap.Reason != want {
			t.Errorf("%s, which %s, was %s, want %s", gap.Subject.Name, nodes[i].Silence, gap.Reason, want)
		}
	}
}

func TestPlansAreTheSameForASeed(t *testing.T) {
	a, b := Plan(5000, 37, 188, 7), Plan(5000, 37, 188, 7)
	if !slices.Equal(a, b) || slices.Equal(a, Plan(5000, 37, 188, 8)) {
		t.Error("a seed does not decide the plan")
	}
	seen := map[string]bool{}
	for _, n := range a {
		if seen[n.Address] || seen[n.Name] || net.ParseIP(n.Address) == nil || !strings.HasPrefix(n.Address, "127.") {
			t.Fatalf("%s has the address %s", n.Name, n.Address)
		}
		seen[n.Address], seen[n.Name] = true, true
	}
}

func TestAFaultThatCannotBePlantedIsAnError(t *testing.T) {
	windows, err := recorded()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (prober{Node{Name: "a", Fault: Ring}, windows["system"]}).Window(t.Context(), 0, false, nil); err == nil {
		t.Error("a ring of a device without one overflows")
	}
	if _, err := Start([]Node{{Name: "a", Address: "192.0.2.1"}}, 0, "x", t.TempDir()); err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("a probe listens where this machine has no address: %v", err)
	}
}
