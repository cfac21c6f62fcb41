package nic

import (
	"cmp"
	"slices"
)

// Counters is what the statistics of a driver say.
type Counters struct {
	// Known says that there is an allow-list for the driver; without one, nothing
	// below says anything.
	Known bool
	// Totals sums the counters by meaning. It mixes widths: take differences of
	// Named ones.
	Totals Totals
	// Named are the counters that the driver has, sorted by name.
	Named []Counter
}

// Totals are sums of counters since the device came up.
type Totals struct {
	Received, Sent                            uint64
	RingOverflow, Loss, Error, Busy, Filtered uint64
}

// Counter is one counter, or the sum of one over queues or CPUs: its name then
// has %d in place of their number.
type Counter struct {
	Name    string
	Meaning Meaning
	Value   uint64
	// Bits is 32 for one that wraps at 2³², else 64.
	Bits int
}

// Interpret sums what a driver's statistics mean. Statistics that are not on the
// driver's allow-list are left out, and so is the second of two that count the
// same packets.
func Interpret(driver string, stats []Stat) Counters {
	table := tableOf(driver)
	if table == nil {
		return Counters{}
	}
	sums := make(map[string]uint64, len(table))
	for _, s := range stats {
		if name, ok := table.find(s.Name); ok {
			sums[name] += s.Value
		}
	}
	c := Counters{Known: true}
	for name, value := range sums {
		row := table[name]
		if _, repeated := sums[row.unless]; repeated {
			continue
		}
		c.Totals.add(row.meaning, value)
		c.Named = append(c.Named, Counter{Name: name, Meaning: row.meaning, Value: value, Bits: cmp.Or(row.bits, 64)})
	}
	slices.SortFunc(c.Named, func(a, b Counter) int { return cmp.Compare(a.Name, b.Name) })
	return c
}

func (t *Totals) add(meaning Meaning, value uint64) {
	switch meaning {
	case Received:
		t.Received += value
	case Sent:
		t.Sent += value
	case RingOverflow:
		t.RingOverflow += value
	case Loss:
		t.Loss += value
	case Error:
		t.Error += value
	case Busy:
		t.Busy += value
	case Filtered:
		t.Filtered += value
	}
}

// find gives the allow-list's own name of a statistic, with %d in place of its
// first number if need be.
func (t table) find(name string) (string, bool) {
	if _, ok := t[name]; ok {
		return name, true
	}
	start := 0
	for start < len(name) && !digit(name[start]) {
		start++
	}
	end := start
	for end < len(name) && digit(name[end]) {
		end++
	}
	if start == end {
		return "", false
	}
	folded := make([]byte, 0, nameLength+2) // on the stack
	folded = append(folded, name[:start]...)
	folded = append(folded, "%d"...)
	folded = append(folded, name[end:]...)
	if _, ok := t[string(folded)]; !ok {
		return "", false
	}
	return string(folded), true
}

func digit(b byte) bool { return '0' <= b && b <= '9' }
