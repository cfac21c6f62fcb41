package nodeprobe

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/drop"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// reading is the table of drops after one more reading.
func reading(t *tally, second int, owners map[uint64]owner, list ...drop.Drop) *sample.Sample {
	s, at := &sample.Sample{}, time.Date(2026, 1, 2, 3, 4, second, 0, time.UTC)
	t.add(append([]drop.Drop{{Reason: drop.Overflow}, {Reason: drop.Missed}}, list...), owners)
	s.Table(sample.Drop).Whole = at
	t.rows(s, at, owners)
	return s
}

func firewall(number, packets uint64, location, example string) drop.Drop {
	return drop.Drop{NetNS: number, Reason: "NETFILTER_DROP", Location: location, Packets: packets, Example: example}
}

func TestDropsAreWhose(t *testing.T) {
	const host, a, b, lost = 1, 2, 3, 9
	both := map[uint64]owner{host: {sample.Host, 10}, a: {"pod-a", 20}, b: {"pod-b", 30}}
	var all tally
	first := reading(&all, 0, both, firewall(a, 5, "ipt_do_table", "TCP to port 80"))
	last := reading(&all, 10, both,
		firewall(host, 1, "nft_do_chain", ""), firewall(a, 2, "ipt_do_table", "TCP to port 80"),
		firewall(a, 40, "nft_do_chain", "UDP to port 53"), firewall(lost, 7, "nft_do_chain", ""), firewall(0, 3, "nft_do_chain", ""))
	w := sample.Between(first, last)
	for name, want := range map[string]uint64{
		"host NETFILTER_DROP": 1, "pod-a NETFILTER_DROP": 42, "other NETFILTER_DROP": 10, "other OVERFLOW": 0, "other MISSED": 0,
	} {
		s := w.Scope(sample.Drop, name)
		if moved, known := w.Delta(s, "packets"); !known || moved != want || s.Interval() != 10*time.Second {
			t.Errorf("%s moved by %d, %t: %+v", name, moved, known, s)
		}
	}
	if s := w.Scope(sample.Drop, "pod-a NETFILTER_DROP"); s.Facts["location"] != "nft_do_chain" || s.Facts["example"] != "UDP to port 53" {
		t.Errorf("the facts are %v", s.Facts)
	}
	if s := w.Scope(sample.Drop, "pod-b NETFILTER_DROP"); s != nil || w.Partial[sample.Drop] != "" {
		t.Errorf("a pod that lost nothing has %+v, %v", s, w.Partial)
	}
}

// TestTheDeadDoNotAccuse lets a pod take the number of another, and that of nobody.
func TestTheDeadDoNotAccuse(t *testing.T) {
	const number = 2
	var all tally
	reading(&all, 0, map[uint64]owner{number: {"pod-a", 20}}, firewall(number, 5, "", ""))
	first := reading(&all, 10, map[uint64]owner{number: {"pod-b", 20}}, firewall(number, 100, "", ""))
	last := reading(&all, 20, map[uint64]owner{number: {"pod-b", 20}}, firewall(number, 1, "", ""))
	w := sample.Between(first, last)
	if moved, known := w.Delta(w.Scope(sample.Drop, "pod-b NETFILTER_DROP"), "packets"); !known || moved != 1 {
		t.Errorf("the second pod lost %d, %t", moved, known)
	}
	if value, known := w.Value(w.Scope(sample.Drop, "other NETFILTER_DROP"), "packets"); !known || value != 100 {
		t.Errorf("%d packets are of no pod, %t", value, known)
	}
	if w.Scope(sample.Drop, "pod-a NETFILTER_DROP") != nil {
		t.Error("the first pod is still there")
	}
	reading(&all, 30, nil)
	after := reading(&all, 40, map[uint64]owner{number: {"pod-c", 20}}, firewall(number, 4, "", ""))
	if value, _ := sample.Between(last, after).Value(sample.Between(last, after).Scope(sample.Drop, "pod-c NETFILTER_DROP"), "packets"); value != 4 {
		t.Errorf("the third pod lost %d", value)
	}
}

// TestOffIsNotZero asks a probe that does not count drops.
func TestOffIsNotZero(t *testing.T) {
	p := here(t)
	for why, err := range map[string]error{"without -drops": nil, "CAP_BPF missing": errors.New("CAP_BPF missing")} {
		p.NoDrops = err
		w := sample.Between(p.read(t.Context()), p.read(t.Context()))
		if said := w.Partial[sample.Drop]; !strings.HasPrefix(said, "drop reasons are off: ") || !strings.Contains(said, why) || len(w.Of(sample.Drop)) != 0 {
			t.Errorf("it says %q", said)
		}
	}
}
