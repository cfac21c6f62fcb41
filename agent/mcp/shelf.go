package mcp

import (
	"context"
	"slices"
	"sync"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/tool"
)

// Kept is an investigation that is kept, with its evidence.
type Kept struct {
	ID     string // that it is found by
	Bundle *bundle.Bundle
	Report *report.Report
	Rests  []tool.Access // what one has to be allowed to read to see it
}

// Reports keep investigations for who asked them. Nobody finds another's.
type Reports interface {
	// Keep keeps one, and returns the ID that it is found by.
	Keep(ctx context.Context, owner string, k Kept) (id string, err error)
	// Find finds one, nil if there is none of that ID for this owner.
	Find(ctx context.Context, owner, id string) (*Kept, error)
	// List is what an owner has, the latest first, without its evidence.
	List(ctx context.Context, owner string) ([]Kept, error)
}

// mostKept bounds the investigations on a shelf, of all owners together.
const mostKept = 32

// Shelf keeps the latest reports in memory. Their ID is their digest.
type Shelf struct {
	mu   sync.Mutex
	kept []owned
}

type owned struct {
	owner string
	Kept
}

func (o owned) is(owner, id string) bool { return o.owner == owner && o.ID == id }

// Keep puts an investigation on the shelf, and takes down the oldest if it is full.
func (s *Shelf) Keep(_ context.Context, owner string, k Kept) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := k.Report.Digest.Report
	k.ID = id
	s.kept = slices.DeleteFunc(s.kept, func(o owned) bool { return o.is(owner, id) })
	if len(s.kept) == mostKept {
		s.kept = slices.Delete(s.kept, 0, 1)
	}
	s.kept = append(s.kept, owned{owner, k})
	return id, nil
}

// Find finds an owner's investigation.
func (s *Shelf) Find(_ context.Context, owner, id string) (*Kept, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.kept, func(o owned) bool { return o.is(owner, id) })
	if i < 0 {
		return nil, nil
	}
	return &s.kept[i].Kept, nil
}

// List is what an owner has on the shelf, the latest first.
func (s *Shelf) List(_ context.Context, owner string) (list []Kept, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range slices.Backward(s.kept) {
		if o.owner == owner {
			list = append(list, o.Kept)
		}
	}
	return list, nil
}
