package evidence

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
)

// Snapshot is an immutable set of records and gaps, at most one of the two for
// each kind and subject.
type Snapshot struct {
	entries map[key]*Entry
	gaps    map[key]Gap
}

type key struct {
	kind    string
	subject Subject
}

// NewSnapshot holds records and gaps. A record outranks a gap of its kind and
// subject; of equal records the first stays.
func NewSnapshot(records []Record, gaps []Gap) *Snapshot {
	entries := make([]*Entry, len(records))
	for i, r := range records {
		entries[i] = &Entry{Record: r}
	}
	return SnapshotOf(entries, gaps)
}

// SnapshotOf is like [NewSnapshot], of entries that are decoded already or
// will be for other snapshots too.
func SnapshotOf(entries []*Entry, gaps []Gap) *Snapshot {
	s := &Snapshot{entries: map[key]*Entry{}, gaps: map[key]Gap{}}
	for _, e := range entries {
		k := key{e.Kind, e.Subject}
		if s.entries[k] == nil {
			s.entries[k] = e
		}
	}
	for _, g := range gaps {
		k := key{g.Kind, g.Subject}
		if s.entries[k] == nil {
			s.gaps[k] = g
		}
	}
	return s
}

// Find returns the entry of a kind for its own subject, or the gap in its
// place. What was not read of a node alone is its part of the list of all nodes'.
// A reading that nobody tried is a gap too.
func (s *Snapshot) Find(kind *Meta, subject Subject) (*Entry, Gap) {
	k := key{kind.Name, subject}
	if entry := s.entries[k]; entry != nil {
		return entry, Gap{}
	}
	if gap, ok := s.gaps[k]; ok {
		return nil, gap
	}
	if kind.Whole != nil {
		whole, gap := s.Find(kind.Whole, TheCluster)
		if whole != nil {
			return whole.part(kind, subject), Gap{}
		}
		if gap.Reason != NotRead {
			gap.Kind, gap.Subject = kind.Name, subject
			return nil, gap
		}
	}
	return nil, Gap{Kind: kind.Name, Subject: subject, Call: kind.Query.In(subject), Reason: NotRead}
}

// Records returns all records, ordered by kind and subject.
func (s *Snapshot) Records() []Record {
	list := make([]Record, 0, len(s.entries))
	for _, e := range s.entries {
		list = append(list, e.Record)
	}
	slices.SortFunc(list, func(a, b Record) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), a.Subject.Compare(b.Subject))
	})
	return list
}

// Gaps returns all gaps, ordered by kind and subject.
func (s *Snapshot) Gaps() []Gap {
	return slices.SortedFunc(maps.Values(s.gaps), func(a, b Gap) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), a.Subject.Compare(b.Subject))
	})
}

func strictUnmarshal(payload []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(payload))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}
