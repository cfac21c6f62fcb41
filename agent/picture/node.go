package picture

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// Node is what the kernel of one node counted during a window.
type Node struct {
	Name       string      `json:"name"`
	From       time.Time   `json:"from"`
	To         time.Time   `json:"to"`
	Processors []Processor `json:"processors,omitempty"`
	Counters   []Counter   `json:"counters,omitempty"`
	More       int         `json:"more,omitempty"` // counters that moved and are left out
	Digest     string      `json:"digest"`         // of the record
}

// Processor is what one processor did with packets. What the kernel does not
// tell is nil.
type Processor struct {
	Name      string  `json:"name"`
	Received  *uint64 `json:"received,omitempty"` // NET_RX soft interrupts
	Sent      *uint64 `json:"sent,omitempty"`     // NET_TX soft interrupts
	Processed *uint64 `json:"processed,omitempty"`
	Squeezed  *uint64 `json:"squeezed,omitempty"`
	Dropped   *uint64 `json:"dropped,omitempty"`
}

// Counter is one that moved between its two readings. How it went between
// them, no record tells.
type Counter struct {
	Kind  string  `json:"kind"`
	Thing string  `json:"thing"`
	Name  string  `json:"name"`
	First uint64  `json:"first"`
	Last  uint64  `json:"last"`
	Delta uint64  `json:"delta"`
	Rate  float64 `json:"rate"` // a second
	// Loss says that its name tells of loss. Whether that is a fault, findings say.
	Loss bool `json:"loss,omitempty"`
}

const (
	mostNodes      = 20
	mostProcessors = 256
	mostCounters   = 40 // of a node
)

func nodes(records []evidence.Record) (list []Node) {
	for _, r := range records {
		var windows []sample.Window
		if r.Kind != evidence.NodeCounters.Name || len(list) == mostNodes || json.Unmarshal(r.Content(), &windows) != nil {
			continue
		}
		for i := range windows {
			n := node(&windows[i])
			n.Digest = r.Digest
			list = append(list, n)
		}
	}
	return list
}

func node(w *sample.Window) Node {
	n := Node{Name: w.Node, From: w.From, To: w.From}
	for _, s := range w.Of(sample.CPU) {
		if s.To.After(n.To) {
			n.From, n.To = s.From, s.To
		}
		if len(n.Processors) == mostProcessors {
			break
		}
		moved := func(name string) *uint64 {
			if d, known := w.Delta(s, name); known {
				return &d
			}
			return nil
		}
		n.Processors = append(n.Processors, Processor{s.Name, moved("net_rx"), moved("net_tx"), moved("processed"), moved("time_squeeze"), moved("dropped")})
	}
	n.Counters = counters(w)
	if len(n.Counters) > mostCounters {
		n.More = len(n.Counters) - mostCounters
		n.Counters = n.Counters[:mostCounters]
	}
	return n
}

// counters are those of the node itself that moved: those of loss first, then by
// how much.
func counters(w *sample.Window) (list []Counter) {
	for i := range w.Scopes {
		s := &w.Scopes[i]
		if s.Kind == sample.CPU || s.Kind == sample.Pressure || s.Kind.Namespaced() && s.Namespace() != sample.Host {
			continue
		}
		for name, c := range s.Counters {
			delta, known := w.Delta(s, name)
			if !known || delta == 0 {
				continue
			}
			rate, _ := w.Rate(s, name)
			list = append(list, Counter{string(s.Kind), s.Name, name, c.First, c.Last, delta, rate, lossy(name)})
		}
	}
	slices.SortFunc(list, func(a, b Counter) int {
		return cmp.Or(-order(a.Loss, b.Loss), -cmp.Compare(a.Delta, b.Delta), cmp.Compare(a.Thing, b.Thing), cmp.Compare(a.Name, b.Name))
	})
	return list
}

func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func lossy(name string) bool {
	name = strings.ToLower(name)
	if name == "tcpext.tcpabortonclose" || name == "tcpext.tcpabortondata" { // an application that closes early
		return false
	}
	return slices.ContainsFunc([]string{"drop", "err", "overflow", "discard", "fail", "lost", "miss", "noroute", "prune", "abort", "invalid", "retrans"}, func(word string) bool {
		return strings.Contains(name, word)
	})
}
