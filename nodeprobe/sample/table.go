package sample

import (
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

	index map[string]int    // column by name
	lists map[*string][]int // columns of a list of names, by the first of them
}

// Counted are counters of one width in bits.
type Counted struct {
	bits   int
	names  []string
	values []uint64
	listed bool // the names are from Listed, and may be known by the first
}

// Wide are counters of 64 bits.
func Wide(counters map[string]uint64) Counted { return counted(64, counters) }

// Narrow are counters of 32 bits.
func Narrow(counters map[string]uint64) Counted { return counted(32, counters) }

func counted(bits int, counters map[string]uint64) Counted {
	c := Counted{bits: bits, names: make([]string, 0, len(counters)), values: make([]uint64, 0, len(counters))}
	for name, value := range counters {
		c.names, c.values = append(c.names, name), append(c.values, value)
	}
	return c
}

// Listed are counters of 64 bits whose names stand in a slice that never changes.
// Of the second row with the very same slice, the names are not looked at again.
func Listed(names []string, values []uint64) Counted { return Counted{64, names, values, true} }

// Add adds a row with its counters. A name that no row had before becomes a
// column.
func (t *Table) Add(row Row, groups ...Counted) {
	if t.index == nil {
		t.index, t.lists = map[string]int{}, map[*string][]int{}
	}
	places := make([][]int, len(groups))
	for i, g := range groups {
		places[i] = t.places(g)
	}
	row.Values, row.absent = make([]uint64, len(t.Columns)), nil
	has, lacks := make([]bool, len(t.Columns)), len(t.Columns)
	for i, g := range groups {
		for j, at := range places[i] {
			if row.Values[at] = g.values[j]; !has[at] {
				has[at] = true
				lacks--
			}
		}
	}
	for at := 0; lacks > 0; at++ {
		if !has[at] {
			row.absent = append(row.absent, at)
			lacks--
		}
	}
	t.Rows = append(t.Rows, row)
}

// places are the columns of some names. Those that are new become columns, which
// earlier rows do not have.
func (t *Table) places(g Counted) []int {
	if len(g.names) == 0 {
		return nil
	}
	if known := t.lists[&g.names[0]]; g.listed && len(known) == len(g.names) {
		return known
	}
	places := make([]int, len(g.names))
	for i, name := range g.names {
		at, known := t.index[name]
		if !known {
			at = len(t.Columns)
			t.index[name] = at
			t.Columns = append(t.Columns, Column{name, g.bits})
			for r := range t.Rows {
				t.Rows[r].Values = append(t.Rows[r].Values, 0)
				t.Rows[r].absent = append(t.Rows[r].absent, at)
			}
		}
		places[i] = at
	}
	if g.listed {
		t.lists[&g.names[0]] = places
	}
	return places
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

// keep adds a row of an earlier table of the kind as it was read then.
func (t *Table) keep(from *Table, row *Row) {
	counters := map[int]map[string]uint64{}
	for i, c := range from.Columns {
		if !slices.Contains(row.absent, i) {
			if counters[c.Bits] == nil {
				counters[c.Bits] = map[string]uint64{}
			}
			counters[c.Bits][c.Name] = row.Values[i]
		}
	}
	t.Add(*row, Wide(counters[64]), Narrow(counters[32]))
}
