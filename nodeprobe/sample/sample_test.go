package sample

import (
	"maps"
	"slices"
	"testing"
	"time"
)

var start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func reading(boot string, at time.Time, id uint64, bits int, counters map[string]uint64) *Sample {
	s := &Sample{Node: "node-a", Boot: boot}
	s.Table(CPU).Add(Row{Name: "0", ID: id, At: at}, counted(bits, counters))
	return s
}

func TestBetween(t *testing.T) {
	type counters = map[string]uint64
	for name, c := range map[string]struct {
		boot        string
		id          uint64
		bits        int
		first, last counters
		delta       uint64
		known       bool
	}{
		"moved":          {bits: 64, first: counters{"drops": 5}, last: counters{"drops": 9}, delta: 4, known: true},
		"still":          {bits: 64, first: counters{"drops": 5}, last: counters{"drops": 5}, known: true},
		"zero":           {bits: 64, first: counters{"drops": 0}, last: counters{"drops": 0}, known: true},
		"32 bits wrap":   {bits: 32, first: counters{"drops": 1<<32 - 2}, last: counters{"drops": 3}, delta: 5, known: true},
		"64 bits reset":  {bits: 64, first: counters{"drops": 7}, last: counters{"drops": 3}},
		"another device": {bits: 64, id: 2, first: counters{"drops": 5}, last: counters{"drops": 9}},
		"rebooted":       {bits: 64, boot: "later", first: counters{"drops": 5}, last: counters{"drops": 9}},
		"appeared":       {bits: 64, first: counters{"other": 1}, last: counters{"other": 1, "drops": 9}},
		"gone":           {bits: 64, first: counters{"drops": 1}, last: counters{"other": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			first := reading("", start, 0, c.bits, c.first)
			w := Between(first, reading(c.boot, start.Add(10*time.Second), c.id, c.bits, c.last))
			s := w.Scope(CPU, "0")
			if !w.From.Equal(start) {
				t.Errorf("it began at %s", w.From)
			}
			delta, known := w.Delta(s, "drops")
			if delta != c.delta || known != c.known {
				t.Errorf("the delta is %d, %t", delta, known)
			}
			if rate, ok := w.Rate(s, "drops"); ok != c.known || rate != float64(c.delta)/10 {
				t.Errorf("the rate is %f, %t", rate, ok)
			}
			if _, known := w.Delta(s, "no such counter"); known {
				t.Error("a counter that the kernel lacks has a delta")
			}
		})
	}
}

func TestRowsOfDifferentCounters(t *testing.T) {
	read := func(at time.Time, more uint64) *Sample {
		s := &Sample{}
		s.Table(Device).Add(Row{Name: "eth0", ID: 2, At: at}, Wide(map[string]uint64{"rx": 1 + more}))
		s.Table(Device).Add(Row{Name: "eth1", ID: 3, At: at}, Narrow(map[string]uint64{"ring": 1 + more, "rx": 2}))
		return s
	}
	w := Between(read(start, 0), read(start.Add(time.Second), 7))
	if delta, ok := w.Delta(w.Scope(Device, "eth0"), "ring"); ok {
		t.Errorf("eth0 has a ring that moved by %d", delta)
	}
	if delta, ok := w.Delta(w.Scope(Device, "eth1"), "ring"); !ok || delta != 7 {
		t.Errorf("eth1's ring moved by %d, %t", delta, ok)
	}
	if w.Scope(Device, "eth1").Counters["ring"].Bits != 32 || w.Scope(Device, "eth9") != nil {
		t.Error("the widths or the names are mixed up")
	}
	if !slices.Equal(w.Columns[Device], []string{"ring", "rx"}) {
		t.Errorf("the columns are %q", w.Columns[Device])
	}
}

// TestRowsOfZerosAreLeftOut tells a row that was at 0 from one that was not read.
func TestRowsOfZerosAreLeftOut(t *testing.T) {
	read := func(at time.Time, rows ...string) *Sample {
		s := &Sample{}
		s.Table(Drop).Whole = at
		for _, name := range append(rows, "other OVERFLOW") {
			s.Table(Drop).Add(Row{Name: name, ID: 7, At: at}, Wide(map[string]uint64{"packets": 5}))
		}
		return s
	}
	first, last := read(start), read(start.Add(10*time.Second), "host NETFILTER_DROP")
	w := Between(first, last)
	s := w.Scope(Drop, "host NETFILTER_DROP")
	if moved, known := w.Delta(s, "packets"); !known || moved != 5 || s.Interval() != 10*time.Second {
		t.Errorf("it moved by %d, %t in %s", moved, known, s.Interval())
	}
	first.Table(Drop).Whole = time.Time{}
	w = Between(first, last)
	if moved, known := w.Delta(w.Scope(Drop, "host NETFILTER_DROP"), "packets"); known {
		t.Errorf("it moved by %d since a reading that may lack it", moved)
	}
}

func TestRowsOfListedNames(t *testing.T) {
	short, long := []string{"b", "a"}, []string{"a", "c", "b"}
	read := func(at time.Time, more uint64) *Sample {
		s := &Sample{}
		s.Table(Namespace).Add(Row{Name: "1", At: at}, Listed(short, []uint64{2 + more, 1}))
		s.Table(Namespace).Add(Row{Name: "2", At: at}, Listed(short, []uint64{20 + more, 10}), Listed(nil, nil))
		s.Table(Namespace).Add(Row{Name: "3", At: at}, Listed(long, []uint64{100, 300, 200 + more}))
		s.Table(Namespace).Add(Row{Name: "4", At: at}, Listed(long[:2], []uint64{1000, 3000}))
		s.Table(Namespace).Add(Row{Name: "5", At: at}, Listed(short, []uint64{20000 + more, 10000}), Wide(map[string]uint64{"d": 40000}))
		return s
	}
	w := Between(read(start, 0), read(start.Add(time.Second), 7))
	for name, want := range map[string]map[string]uint64{
		"1": {"a": 1, "b": 9}, "2": {"a": 10, "b": 27}, "3": {"a": 100, "b": 207, "c": 300}, "4": {"a": 1000, "c": 3000}, "5": {"a": 10000, "b": 20007, "d": 40000},
	} {
		got := map[string]uint64{}
		for counter, c := range w.Scope(Namespace, name).Counters {
			got[counter] = c.Last
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s counted %v", name, got)
		}
		if lacks := w.Scope(Namespace, name).Without; len(lacks) != 4-len(want) || !slices.IsSorted(lacks) {
			t.Errorf("%s is without %q", name, lacks)
		}
	}
}

func TestKeptRows(t *testing.T) {
	first, second := &Sample{}, &Sample{}
	first.Table(Socket).Add(Row{Name: "a", ID: 1, At: start, Facts: map[string]string{"queue": "3"}}, Narrow(map[string]uint64{"drops": 5}))
	first.Table(Socket).Add(Row{Name: "b", ID: 2, At: start}, Narrow(map[string]uint64{"drops": 6}), Wide(map[string]uint64{"bytes": 7}))
	first.Table(Socket).Add(Row{Name: "unwanted", At: start})
	table := second.Table(Socket)
	table.Add(Row{Name: "c", ID: 3, At: start.Add(time.Second)}, Narrow(map[string]uint64{"other": 8}))
	second.Keep(Socket, first, func(r *Row) bool { return r.Name != "unwanted" })
	second.Keep(CPU, first, func(*Row) bool { return true })
	if len(table.Rows) != 3 || len(second.Tables) != 1 || len(first.Tables) != 1 {
		t.Fatalf("%d rows are kept, of %d and %d tables", len(table.Rows), len(first.Tables), len(second.Tables))
	}
	for i, want := range []map[string]uint64{{"other": 8}, {"drops": 5}, {"drops": 6, "bytes": 7}} {
		for _, c := range table.Columns {
			value, has := table.value(&table.Rows[i], c.Name)
			if v, wanted := want[c.Name]; has != wanted || value != v {
				t.Errorf("row %d has %s %d, %t", i, c.Name, value, has)
			}
		}
	}
	if r := table.Rows[1]; r.ID != 1 || !r.At.Equal(start) || r.Facts["queue"] != "3" || table.Columns[table.index["drops"]].Bits != 32 {
		t.Errorf("the row was kept as %+v", r)
	}
}

func TestRing(t *testing.T) {
	r := NewRing(3)
	if s, _ := r.Before(start); s != nil {
		t.Error("an empty ring has a sample")
	}
	for i := range 5 {
		r.Add(start.Add(time.Duration(i)*10*time.Second), &Sample{Node: string(rune('a' + i))})
	}
	for ago, want := range map[time.Duration]string{0: "e", 5 * time.Second: "d", 20 * time.Second: "c", time.Hour: "c"} {
		if s, at := r.Before(start.Add(40*time.Second - ago)); s.Node != want || at != start.Add(time.Duration(want[0]-'a')*10*time.Second) {
			t.Errorf("%s ago is %s", ago, s.Node)
		}
	}
}
