package agent

import (
	"fmt"
	"sync"
	"time"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/checks"
)

// Sharing lets investigations take what was read for others a short while before
// they were asked; a report says so. Who asks again soon may have mended something
// meanwhile, and gets nothing from before. Nil shares nothing.
type Sharing struct {
	For time.Duration

	mu    sync.Mutex
	asked map[string]time.Time // when a caller asked last
}

// again is how soon a caller asks again whose question may be about a change.
const again = 10 * time.Minute

// since is from when on a caller who asks now takes what was read.
func (s *Sharing) since(caller string, now time.Time) time.Time {
	if s == nil {
		return now
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asked == nil {
		s.asked = map[string]time.Time{}
	}
	last, known := s.asked[caller]
	for name, at := range s.asked {
		if now.Sub(at) > again {
			delete(s.asked, name)
		}
	}
	s.asked[caller] = now
	if known && now.Sub(last) <= again {
		return now
	}
	return now.Add(-s.For)
}

// shared says how much of a bundle was read before its question.
func shared(b *bundle.Bundle) (note string) {
	asked := b.Manifest.Asked
	if asked.IsZero() {
		return ""
	}
	count, oldest := 0, asked
	for _, r := range b.Records {
		if r.Time.Before(asked) {
			if count++; r.Time.Before(oldest) {
				oldest = r.Time
			}
		}
	}
	if count == 0 {
		return ""
	}
	return fmt.Sprintf("Made for other questions, up to %.1f s before this one: %s.", asked.Sub(oldest).Seconds(), checks.Count(count, "reading"))
}
