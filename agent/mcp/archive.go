package mcp

import (
	"context"
	"errors"
	"slices"

	"github.com/netwhy/netwhy/agent/archive"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/checks"
)

// Archive keeps reports in the store, where the chat shows them too: an
// investigation is a conversation of one question, and its ID that of it.
type Archive struct{ Store store.Store }

// mostTitle bounds the title of a conversation, in characters.
const mostTitle = 120

// Keep implements [Reports].
func (a Archive) Keep(ctx context.Context, owner string, k Kept) (string, error) {
	result, err := archive.Result(k.Bundle, k.Report)
	if err != nil {
		return "", err
	}
	result.Rests = archive.Once(k.Rests)
	asked := k.Bundle.Plan
	c, err := a.Store.Begin(ctx, owner, checks.Clean(asked.Question, mostTitle))
	if err != nil {
		return "", err
	}
	t, err := a.Store.Ask(ctx, owner, c.ID, store.Question{Text: asked.Question, Namespace: asked.Namespace})
	if err != nil {
		return "", err
	}
	err = a.Store.End(ctx, owner, c.ID, t.Number, store.Done, result)
	if errors.Is(err, store.ErrLimit) {
		result.Bundle, result.Pictures, result.Why = nil, nil, "Its evidence is too large to be kept."
		err = a.Store.End(ctx, owner, c.ID, t.Number, store.Done, result)
	}
	return c.ID, err
}

// Find implements [Reports]. Of a conversation of the chat it is the last report.
func (a Archive) Find(ctx context.Context, owner, id string) (*Kept, error) {
	c, err := a.Store.Get(ctx, owner, id)
	if errors.Is(err, store.ErrAbsent) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, t := range slices.Backward(c.Turns) {
		k, err := kept(id, t)
		if k == nil && err == nil {
			continue
		}
		if err == nil && t.BundleSize > 0 {
			k.Bundle, err = archive.Bundle(ctx, a.Store, owner, id, t)
		}
		return k, err
	}
	return nil, nil
}

// List implements [Reports].
func (a Archive) List(ctx context.Context, owner string) (list []Kept, _ error) {
	conversations, err := a.Store.List(ctx, owner, "", store.Page{Most: mostListed})
	if err != nil {
		return nil, err
	}
	for _, short := range conversations {
		if short.Status == "" {
			continue
		}
		c, err := a.Store.Get(ctx, owner, short.ID)
		if err != nil {
			continue // it was deleted meanwhile
		}
		for _, t := range slices.Backward(c.Turns) {
			if k, err := kept(c.ID, t); k != nil && err == nil {
				list = append(list, *k)
				break
			}
		}
	}
	return list, nil
}

// kept is a turn's report, nil if it has none that may be shown to anybody.
func kept(id string, t store.Turn) (*Kept, error) {
	rests, known := archive.Rests(t)
	if !known || len(t.Report) == 0 {
		return nil, nil
	}
	r, err := archive.Report(t)
	return &Kept{ID: id, Report: r, Rests: rests}, err
}
