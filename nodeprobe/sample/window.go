package sample

import (
	"slices"
	"strings"
	"time"
)

// Counter is one counter, read twice. Bits is its width in the kernel, 32 or
// 64, which decides how a smaller later value is read.
type Counter struct {
	First uint64 `json:"first"`
	Last  uint64 `json:"last"`
	Bits  int    `json:"bits"`
}

// Delta is by how much the counter grew, and false where that cannot be known:
// a 64-bit counter that went backwards was reset. A 32-bit counter that went
// backwards wrapped once.
func (c Counter) Delta() (uint64, bool) {
	switch {
	case c.Last >= c.First:
		return c.Last - c.First, true
	case c.Bits == 32:
		return (1<<32 - c.First) + c.Last, true
	}
	return 0, false
}

// Scope is one thing of a kind over a window.
type Scope struct {
	Kind Kind      `json:"kind"`
	Name string    `json:"name"`
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// New says that the thing was not there at the first reading, or was
	// another of its name: nothing is known of what moved.
	New   bool              `json:"new,omitempty"`
	Facts map[string]string `json:"facts,omitempty"` // at the last reading
	// Counters are those that moved, or are not zero.
	Counters map[string]Counter `json:"counters,omitempty"`
	// Without are counters that the window has, and this thing has not.
	Without []string `json:"without,omitempty"`
}

// Namespace is the network namespace that a thing of a [Kind.Namespaced] kind
// belongs to: "host", or a pod's UID.
func (s *Scope) Namespace() string {
	name, _, _ := strings.Cut(s.Name, " ")
	return name
}

// Window is what moved on a node between two readings.
type Window struct {
	Node     string            `json:"node"`
	From     time.Time         `json:"from,omitzero"`  // when the first reading began
	Boot     string            `json:"boot,omitempty"` // boot ID of the kernel
	Kernel   string            `json:"kernel"`
	Scopes   []Scope           `json:"scopes"`
	Columns  map[Kind][]string `json:"columns"`            // the counters that the kernel has, by kind
	Partial  map[Kind]string   `json:"partial,omitempty"`  // why a kind, or a part of it, is missing
	Sysctls  map[string]string `json:"sysctls,omitempty"`  // at the last reading
	Resolver []string          `json:"resolver,omitempty"` // the node's name servers

	// The namespaces whose sockets and routes were read, at the last reading:
	// the node's, and those of the pods that were asked for. In these, what is
	// not listed is not there.
	Looked  []string   `json:"looked,omitempty"`
	Listens []Listener `json:"listens,omitempty"`
	Routes  []Route    `json:"routes,omitempty"`
	// Ports has an entry for each pod whose connections were looked at.
	Ports      []LocalPorts     `json:"ports,omitempty"`
	Neighbours []NeighbourEntry `json:"neighbours,omitempty"` // of the node, those that are not as usual
}

// Of are the scopes of a kind.
func (w *Window) Of(kind Kind) []*Scope {
	var list []*Scope
	for i := range w.Scopes {
		if w.Scopes[i].Kind == kind {
			list = append(list, &w.Scopes[i])
		}
	}
	return list
}

// Scope is one thing of a kind, or nil.
func (w *Window) Scope(kind Kind, name string) *Scope {
	for _, s := range w.Of(kind) {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// Delta is by how much a counter of a thing grew, and false where that cannot
// be known: the kernel has no such counter, the thing is new, the counter was
// reset. A counter that the kernel has and the scope does not list was still.
func (w *Window) Delta(s *Scope, name string) (uint64, bool) {
	if s == nil || s.New || !slices.Contains(w.Columns[s.Kind], name) || slices.Contains(s.Without, name) {
		return 0, false
	}
	return s.Counters[name].Delta()
}

// Value is a counter's last value, and false where there is none.
func (w *Window) Value(s *Scope, name string) (uint64, bool) {
	if s == nil || !slices.Contains(w.Columns[s.Kind], name) || slices.Contains(s.Without, name) {
		return 0, false
	}
	return s.Counters[name].Last, true
}

// Interval is the time between the readings of a thing, zero where it cannot
// be positive.
func (s *Scope) Interval() time.Duration { return max(0, s.To.Sub(s.From)) }

// Rate is a counter's growth per second, and false where there is no delta or
// no interval.
func (w *Window) Rate(s *Scope, name string) (float64, bool) {
	delta, known := w.Delta(s, name)
	if !known || s.Interval() == 0 {
		return 0, false
	}
	return float64(delta) / s.Interval().Seconds(), true
}
