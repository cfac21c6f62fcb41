package drill

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// drill is a fault, and the truth about it.
type drill struct {
	row  string // its number, and what makes it differ from others of the number
	does string
	// disturbs says that it turns a knob of the whole machine.
	disturbs bool
	// make makes the fault. It takes the first reading where the fault begins.
	make  func(n *node)
	moved []count
	// stands is what must be there at the second reading.
	stands fact
	// shown is the check that must fail, "" where none may; names is what its
	// sentence must name.
	shown, names string
	// byReason says that only the reasons of drops tell: the check must be Unknown
	// where the probe does not count them.
	byReason bool
	// undecided says why the check must be Unknown.
	undecided string
	// also are further checks that fail rightly, each with its reason.
	also map[string]string
}

// count is a counter of a thing, which must have grown by least to most.
type count struct {
	of          string // see [sight.thing]
	counter     string
	least, most uint64
}

// fact is what is known of a thing beside its counters.
type fact struct{ of, name string }

// machineWide are checks of what all share who use this machine, such as other
// tests: a drill cannot promise that they pass.
var machineWide = map[string]string{
	"kernel.cpu-pressure":    "the processors are shared with whoever else uses the machine",
	"kernel.memory-pressure": "so is the memory",
}

func all() []drill {
	return slices.Concat(sockets, tracking, processors, queues, filters, frames, ways, limits)
}

func TestDrills(t *testing.T) {
	t.Parallel()
	for _, d := range all() {
		if !d.disturbs {
			t.Run(d.name(), func(t *testing.T) {
				t.Parallel()
				d.hold(t)
			})
		}
	}
}

// TestHostDrills are those that turn a knob of the machine, one by one.
func TestHostDrills(t *testing.T) {
	disturbing(t)
	for _, d := range all() {
		if d.disturbs {
			t.Run(d.name(), d.hold)
		}
	}
}

func (d drill) name() string { return d.row + " " + d.does }

// hold makes the fault on a node of its own and holds the probe and the checks
// against it.
func (d drill) hold(t *testing.T) {
	n := start(t, d.disturbs)
	d.make(n)
	s := n.end()
	for _, c := range d.moved {
		c.hold(t, &s)
	}
	if d.stands != (fact{}) {
		if _, thing := s.thing(d.stands.of); thing == nil || thing.Facts[d.stands.name] == "" {
			t.Errorf("%s has no %s: %+v", d.stands.of, d.stands.name, thing)
		}
	}
	off := s.host.Partial[sample.Drop] != ""
	d.judged(t, s.judge(t), off)
	if !off {
		blind := s.blind(t)
		d.judged(t, blind.judge(t), true)
	}
	if t.Failed() {
		s.log(t)
	}
}

func (c count) hold(t *testing.T, s *sight) {
	t.Helper()
	w, thing := s.thing(c.of)
	moved, known := w.Delta(thing, c.counter)
	if !known || moved < c.least || moved > c.most {
		t.Errorf("%s of %s moved by %d (known: %t), and should have by %d to %d", c.counter, c.of, moved, known, c.least, c.most)
	}
}

// judged holds the findings against the truth. Blind is a probe that counts no
// drop reasons.
func (d drill) judged(t *testing.T, findings []checks.Finding, blind bool) {
	t.Helper()
	want := checks.Fail
	if d.undecided != "" || d.byReason && blind {
		want = checks.Unknown
	}
	if d.shown != "" {
		d.held(t, findings, want)
	}
	for id := range d.also {
		if catalog.Find(id) == nil {
			t.Errorf("the catalogue has no check %s", id)
		}
	}
	for _, f := range findings {
		idle := f.Subject.Name == "idle"
		switch {
		case f.Verdict != checks.Fail, machineWide[f.Check] != "":
		case !idle && (f.Check == d.shown && want == checks.Fail || d.also[f.Check] != ""):
		default:
			t.Errorf("%s accuses %s (without drop reasons: %t): %s", f.Check, f.Subject, blind, f.Says)
		}
	}
}

// held finds the verdict of the check that the drill is for.
func (d drill) held(t *testing.T, findings []checks.Finding, want checks.Verdict) {
	t.Helper()
	for _, f := range findings {
		if f.Check != d.shown || f.Subject.Name != nodeName && f.Subject.Name != "app" {
			continue
		}
		if f.Verdict != want || want == checks.Fail && !strings.Contains(f.Says, d.names) {
			t.Errorf("%s of %s is %s, and should be %s and name %q: %s", f.Check, f.Subject, f.Verdict, want, d.names, f.Says)
		}
		return
	}
	t.Errorf("nobody asked %s: the catalogue lacks it, or it rests on no window", d.shown)
}

// log prints all that moved, for whoever has to find out why.
func (s *sight) log(t *testing.T) {
	t.Helper()
	for _, w := range []*sample.Window{&s.host, &s.pods} {
		for i := range w.Scopes {
			thing := &w.Scopes[i]
			var words []string
			for name := range thing.Counters {
				if moved, known := w.Delta(thing, name); known && moved > 0 {
					words = append(words, fmt.Sprintf("%s+%d", name, moved))
				}
			}
			slices.Sort(words)
			t.Logf("%s %s %v: %s", thing.Kind, thing.Name, thing.Facts, strings.Join(words, " "))
		}
		t.Logf("partial %v, looked %v, listens %v, routes %v, neighbours %v", w.Partial, w.Looked, w.Listens, w.Routes, w.Neighbours)
	}
	for _, f := range s.judge(t) {
		if f.Verdict == checks.Fail {
			t.Logf("%s %s: %s", f.Check, f.Subject, f.Says)
		}
	}
}
