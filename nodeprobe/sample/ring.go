package sample

import (
	"sync"
	"time"
)

// Ring keeps the last samples, a fixed number of them.
type Ring struct {
	mu      sync.Mutex
	samples []*Sample
	times   []time.Time
	next    int
}

// NewRing keeps n samples, at least two.
func NewRing(n int) *Ring {
	n = max(n, 2)
	return &Ring{samples: make([]*Sample, n), times: make([]time.Time, n)}
}

// Add keeps a sample in the place of the oldest.
func (r *Ring) Add(at time.Time, s *Sample) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.samples[r.next], r.times[r.next] = s, at
	r.next = (r.next + 1) % len(r.samples)
}

// Before is the youngest sample that is at least as old as a time, or else the
// oldest there is; nil if there is none. Its time is returned too.
func (r *Ring) Before(at time.Time) (*Sample, time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found *Sample
	var when time.Time
	for i, s := range r.samples {
		switch t := r.times[i]; {
		case s == nil:
		case found == nil, when.After(at) && t.Before(when), !t.After(at) && t.After(when):
			found, when = s, t
		}
	}
	return found, when
}
