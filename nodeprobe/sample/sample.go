package sample

import (
	"maps"
	"slices"
	"time"
)

// Sample is what a probe read of its node at about one moment.
type Sample struct {
	Node, Boot, Kernel string
	Tables             []*Table
	Sysctls            map[string]string
	Resolver           []string
}

// Table is the table of a kind, made if there is none.
func (s *Sample) Table(kind Kind) *Table {
	t, found := s.find(kind)
	if !found {
		s.Tables = append(s.Tables, t)
	}
	return t
}

// find is the table of a kind, or an empty one that is not the sample's: samples
// that are kept do not change.
func (s *Sample) find(kind Kind) (*Table, bool) {
	for _, t := range s.Tables {
		if t.Kind == kind {
			return t, true
		}
	}
	return &Table{Kind: kind}, false
}

// Keep adds those rows of an earlier sample that a function wants, as they were
// read then.
func (s *Sample) Keep(kind Kind, earlier *Sample, wanted func(*Row) bool) {
	before, _ := earlier.find(kind)
	for i := range before.Rows {
		if wanted(&before.Rows[i]) {
			s.Table(kind).keep(before, &before.Rows[i])
		}
	}
}

// Between is what moved from one sample to a later one. Of two samples of
// different boots nothing is known to have moved.
func Between(first, last *Sample) *Window {
	w := &Window{
		Node: last.Node, From: first.began(), Boot: last.Boot, Kernel: last.Kernel,
		Columns: map[Kind][]string{}, Partial: map[Kind]string{},
		Sysctls: last.Sysctls, Resolver: last.Resolver,
	}
	for _, t := range last.Tables {
		before, _ := first.find(t.Kind)
		for _, c := range t.Columns {
			w.Columns[t.Kind] = append(w.Columns[t.Kind], c.Name)
		}
		slices.Sort(w.Columns[t.Kind])
		if t.Partial != "" {
			w.Partial[t.Kind] = t.Partial
		}
		rows := map[string]*Row{}
		for i := range before.Rows {
			rows[before.Rows[i].Name] = &before.Rows[i]
		}
		for i := range t.Rows {
			s := scope(before, t, before.origin(rows, &t.Rows[i]), &t.Rows[i], first.Boot != last.Boot)
			if t.Kind == Socket && len(s.Counters) == 0 {
				continue // it lost nothing
			}
			w.Scopes = append(w.Scopes, s)
		}
	}
	return w
}

// scope is one thing, whose row at the first reading may be missing.
func scope(before, after *Table, first, last *Row, rebooted bool) Scope {
	s := Scope{Kind: after.Kind, Name: last.Name, From: last.At, To: last.At, Facts: maps.Clone(last.Facts), Counters: map[string]Counter{}}
	s.New = first == nil || first.ID != last.ID || rebooted
	if !s.New {
		s.From = first.At
	}
	for _, c := range after.Columns {
		value, has := after.value(last, c.Name)
		if !has {
			s.Without = append(s.Without, c.Name)
			continue
		}
		counter := Counter{First: value, Last: value, Bits: c.Bits}
		if !s.New {
			was, had := before.value(first, c.Name)
			if !had { // it appeared in between: nothing can be told of it
				s.Without = append(s.Without, c.Name)
				continue
			}
			counter.First = was
		}
		if counter.First != 0 || counter.Last != 0 {
			s.Counters[c.Name] = counter
		}
	}
	slices.Sort(s.Without) // columns are in no order
	return s
}

// Missing notes why a kind, or a part of it, could not be read. The first
// reason stays.
func (s *Sample) Missing(kind Kind, why error) {
	if t := s.Table(kind); t.Partial == "" {
		t.Partial = why.Error()
	}
}

// began is the time of the first row that was read, zero of an empty sample.
func (s *Sample) began() (at time.Time) {
	for _, t := range s.Tables {
		for i := range t.Rows {
			if row := &t.Rows[i]; at.IsZero() || row.At.Before(at) {
				at = row.At
			}
		}
	}
	return at
}
