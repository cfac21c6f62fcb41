package netns

import (
	"time"

	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// Delta is by how much a counter of the namespace grew; false where that is not
// known. The counters of a pod that came during the window began at zero in it.
func (n Network) Delta(counter string) (uint64, bool) {
	s := n.scope()
	last, has := n.Window.Value(s, counter)
	if has && s.New && (last == 0 || n.young(s)) {
		return last, true
	}
	return n.Window.Delta(s, counter)
}

// Moved is the same without telling still from unknown.
func (n Network) Moved(counter string) uint64 {
	moved, _ := n.Delta(counter)
	return moved
}

// Sum is by how much counters grew together, such as those of IPv4 and IPv6. Only
// the first must be known: a namespace without IPv6 lacks its counters.
func (n Network) Sum(counter string, more ...string) (uint64, bool) {
	sum, known := n.Delta(counter)
	for _, m := range more {
		sum += n.Moved(m)
	}
	return sum, known
}

// Seconds is the length of the window, or of the part of it that a pod lived.
func (n Network) Seconds() float64 {
	s := n.scope()
	switch {
	case s == nil:
		return 0
	case n.young(s): // its start is told in whole seconds
		return max(1, s.To.Sub(n.started).Seconds())
	}
	return s.Interval().Seconds()
}

// Lost is by how much a counter of a thing of the namespace grew. What is new in a
// namespace that is new itself began at zero; what is new in another may have been
// overlooked before, and counts for nothing.
func (n Network) Lost(s *sample.Scope, counter string) uint64 {
	if own := n.scope(); s.New && own != nil && n.young(own) {
		last, _ := n.Window.Value(s, counter)
		return last
	}
	moved, _ := n.Window.Delta(s, counter)
	return moved
}

// young reports whether a namespace that the first reading lacks is new, and was
// not overlooked: its pod started after that reading. The kubelet, which tells
// the start, has the clock of the probe.
func (n Network) young(s *sample.Scope) bool {
	first := n.Window.From
	return s.New && !n.started.IsZero() && !first.IsZero() && n.started.Add(time.Second).After(first)
}
