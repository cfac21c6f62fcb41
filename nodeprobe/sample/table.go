package sample

import (
	"maps"
	"slices"
	"time"
)

// Kind is a sort of thing that the kernel counts for.
type Kind string

// The kinds.
const (
	CPU       Kind = "cpu"       // a processor, by number
	Device    Kind = "device"    // a network device of the node, by name
	Queueing  Kind = "qdisc"     // a queueing discipline of a device, as "eth0 1:"
	Namespace Kind = "netns"     // a network namespace: "host", or a pod's UID
	Conntrack Kind = "conntrack" // the node's connection table, by netns
	Neighbour Kind = "neighbour" // a neighbour table: arp or ndisc
	Socket    Kind = "socket"    // a UDP socket that lost datagrams, as "UID udp 0.0.0.0:53"
	Pressure  Kind = "pressure"  // stall time: cpu, memory or io
	// Drop is what the kernel dropped, as "host NETFILTER_DROP" or "UID SOCKET_RCVBUFF".
	Drop Kind = "drop"
	// Listening is the Listens and Routes of a window, which has no rows of it.
	Listening Kind = "listening"
	// Unusual is the Neighbours of a window, which has no rows of it either.
	Unusual Kind = "unusual-neighbours"
)

// Namespaced reports whether the things of a kind belong to a network
// namespace, with whose name theirs begins.
func (k Kind) Namespaced() bool { return k == Namespace || k == Socket || k == Drop }

// Host is the name of the node's own network namespace.
const Host = "host"

// Column is a counter of a kind.
type Column struct {
	Name string
	Bits int // of its width in the kernel: 32 or 64
}

// Row is one thing of a kind, read at one moment.
type Row struct {
	Name   string
	ID     uint64 // what tells it from a later thing of its name: interface index, namespace inode
	At     time.Time
	Values []uint64          // of the table's columns, in their order
	Facts  map[string]string // what is not counted: driver, MTU, limits

	absent []int // columns that the row does not have
}

// Table is all things of a kind.
type Table struct {
	Kind    Kind
	Columns []Column
	Rows    []Row
	// Partial says why rows are missing; "" if none is.
	Partial string
	// Whole is when everything but rows of zeros was read; zero if rows may be
	// missing for another reason.
	Whole time.Time

	index map[string]int // column by name
}

// Counted are counters of one width in bits.
type Counted struct {
	bits     int
	counters map[string]uint64
}

// Wide are counters of 64 bits.
func Wide(counters map[string]uint64) Counted { return Counted{64, counters} }

// Narrow are counters of 32 bits.
func Narrow(counters map[string]uint64) Counted { return Counted{32, counters} }

// Add adds a row with its counters. A name that no row had before becomes a
// column.
func (t *Table) Add(row Row, groups ...Counted) {
	if t.index == nil {
		t.index = map[string]int{}
	}
	total := 0
	for _, g := range groups {
		total += len(g.counters)
		t.widen(g)
	}
	row.Values, row.absent = make([]uint64, len(t.Columns)), nil
	for _, g := range groups {
		for name, value := range g.counters {
			row.Values[t.index[name]] = value
		}
	}
	if total < len(t.Columns) {
		for i, c := range t.Columns {
			if !slices.ContainsFunc(groups, func(g Counted) bool { _, has := g.counters[c.Name]; return has }) {
				row.absent = append(row.absent, i)
			}
		}
	}
	t.Rows = append(t.Rows, row)
}

// widen makes columns of the names that are new; earlier rows do not have them.
func (t *Table) widen(g Counted) {
	for _, name := range slices.Sorted(maps.Keys(g.counters)) {
		if _, known := t.index[name]; known {
			continue
		}
		at := len(t.Columns)
		t.index[name] = at
		t.Columns = append(t.Columns, Column{name, g.bits})
		for i := range t.Rows {
			t.Rows[i].Values = append(t.Rows[i].Values, 0)
			t.Rows[i].absent = append(t.Rows[i].absent, at)
		}
	}
}

// origin is the row that a later one goes back to; nil if there is none.
func (t *Table) origin(rows map[string]*Row, last *Row) *Row {
	row := rows[last.Name]
	if row == nil && !t.Whole.IsZero() {
		row = &Row{Name: last.Name, ID: last.ID, At: t.Whole, Values: make([]uint64, len(t.Columns))}
	}
	return row
}

// value is a counter of a row, and false where the row does not have it.
func (t *Table) value(row *Row, name string) (uint64, bool) {
	at, known := t.index[name]
	if !known || slices.Contains(row.absent, at) {
		return 0, false
	}
	return row.Values[at], true
}
