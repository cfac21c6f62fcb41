package node

import (
	"slices"
	"strings"
	"sync"
	"unique"

	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// mostLists bounds the lists that are known: some of each kernel and driver.
const mostLists = 1000

// lists are those of the counters that a kernel has: the same of all nodes of a
// pool, and a third of a window.
type lists struct {
	mu    sync.Mutex
	known map[string][]string
}

// share makes windows share what they have in common.
func (l *lists) share(w *sample.Window) {
	for kind, names := range w.Columns {
		w.Columns[kind] = l.list(names)
	}
	for i := range w.Scopes {
		s := &w.Scopes[i]
		s.Without = l.list(s.Without)
		s.Name, s.Kind = word(s.Name), sample.Kind(word(string(s.Kind)))
		counters := make(map[string]sample.Counter, len(s.Counters))
		for name, c := range s.Counters {
			counters[word(name)] = c
		}
		facts := make(map[string]string, len(s.Facts))
		for name, value := range s.Facts {
			facts[word(name)] = word(value)
		}
		if s.Counters != nil {
			s.Counters = counters
		}
		if s.Facts != nil {
			s.Facts = facts
		}
	}
}

func word(text string) string { return unique.Make(text).Value() }

func (l *lists) list(names []string) []string {
	if len(names) == 0 {
		return names
	}
	key := strings.Join(names, "\n")
	l.mu.Lock()
	defer l.mu.Unlock()
	if same := l.known[key]; slices.Equal(same, names) { // a name may hold what we put between
		return same
	}
	if l.known == nil || len(l.known) >= mostLists {
		l.known = map[string][]string{}
	}
	l.known[key] = names
	return names
}
