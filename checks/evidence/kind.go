package evidence

import (
	"encoding/json"
	"fmt"
	"time"
)

// World says what the absence of something in a record means.
type World int

const (
	// Closed evidence is a complete list: absence means absence.
	Closed World = iota
	// Open evidence is a sample (events, logs, flows): absence proves nothing.
	Open
)

// Effect says what a reading does to the cluster. A mutating effect cannot be
// expressed.
type Effect int

const (
	// Passive readings only look.
	Passive Effect = iota
	// Active readings send something, such as a DNS query; the report prints each.
	Active
)

// Budget bounds one reading. Zero fields take the source's defaults.
type Budget struct {
	Objects int // objects in a list, lines in a log
	Bytes   int // bytes of payload
	Seconds int // seconds on the wire
}

// Meta is what is known of a kind without its payload type.
type Meta struct {
	Name   string // unique, kebab-case
	Scope  Scope  // whose it is
	World  World
	Effect Effect
	Budget Budget
	Query  Query  // how it is read
	Says   string // what it holds, one line for the documentation
	// Wide kinds grow with the cluster. They are read for questions about all of it,
	// and for symptoms that demand them.
	Wide bool
	// Part is the part of Netwhy that reads it, where that is installed or not:
	// "node probe". A question about anything but loss or delay is answered
	// without, and the report says so.
	Part string
	// Whole, of a kind of a Node, is the list of all nodes' of which it is a part. A
	// question about all nodes reads that one.
	Whole *Meta
	// Bulky payloads are kept packed where many nodes have one.
	Bulky bool
	// Valid checks that a payload has the kind's type, rejecting unknown fields
	// when strict. Used where payloads enter from outside: fixtures, bundles.
	Valid func(payload []byte, strict bool) error

	decode func(payload []byte) (any, error)
	is     func(list any) bool // of the kind's type
	split  func(whole *Entry, list any) map[string]*Entry
	none   func() any // an empty list
}

// Kind is a named sort of evidence whose records hold a list of T.
type Kind[T any] struct{ *Meta }

// Lists declares a kind whose records hold a list of T.
func Lists[T any](m Meta) Kind[T] {
	m.Valid = func(payload []byte, strict bool) error {
		_, err := decode[T](payload, strict)
		return err
	}
	m.decode = func(payload []byte) (any, error) { return decode[T](payload, false) }
	m.is = func(list any) bool {
		_, is := list.([]T)
		return is
	}
	return Kind[T]{&m}
}

// Any is a kind of whatever payload type.
type Any interface{ About() *Meta }

// About returns what is known of the kind without its type.
func (k Kind[T]) About() *Meta { return k.Meta }

// Reader is what a check reads through. Its implementation answers only what
// the check declared and records what was read.
type Reader interface {
	// Read returns the entry of a kind for the subject under examination, or
	// nil where an optional reading is missing.
	Read(kind *Meta) *Entry
}

// Of returns the kind's list for the subject under examination, sorted by
// namespace and name. It is nil where an optional reading is missing; ask
// [Kind.Seen] to tell that from an empty list. The list is shared: never modify it.
func (k Kind[T]) Of(r Reader) []T {
	entry := r.Read(k.Meta)
	if entry == nil {
		return nil
	}
	list, err := entry.list(k.Meta)
	if err != nil {
		panic(fmt.Sprintf("record %s of %s is not valid: %v", entry.Kind, entry.Subject, err))
	}
	return list.([]T)
}

// Seen reports whether the kind was read for the subject under examination.
func (k Kind[T]) Seen(r Reader) bool { return r.Read(k.Meta) != nil }

// At is when the kind was read for the subject under examination; zero where
// it was not.
func (k Kind[T]) At(r Reader) (at time.Time) {
	if entry := r.Read(k.Meta); entry != nil {
		at = entry.Time
	}
	return at
}

func decode[T any](payload []byte, strict bool) ([]T, error) {
	list := []T{}
	if !strict {
		return list, json.Unmarshal(payload, &list)
	}
	err := strictUnmarshal(payload, &list)
	return list, err
}
