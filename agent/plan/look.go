package plan

import (
	"context"
	"slices"

	"github.com/netwhy/netwhy/checks/evidence"
)

// Look reads evidence through the read-only tools and returns all that has
// been read so far. What resolution reads is recorded like any other evidence.
type Look func(ctx context.Context, wants []evidence.Want) *evidence.Snapshot

// eyes reads one kind at a time and remembers what could not be read.
type eyes struct {
	ctx  context.Context
	look Look
	gaps []evidence.Gap
}

// see reads a kind of a subject. An API that does not exist reads as empty.
func see[T any](e *eyes, kind evidence.Kind[T], subject evidence.Subject) []T {
	snapshot := e.look(e.ctx, []evidence.Want{{Kind: kind.Meta, Subject: subject}})
	entry, gap := snapshot.Find(kind.Meta, subject)
	if entry == nil {
		if gap.Reason != evidence.NotInstalled && !slices.Contains(e.gaps, gap) {
			e.gaps = append(e.gaps, gap)
		}
		return nil
	}
	return kind.Of(only{entry})
}

// ahead reads several at once, so that seeing them one by one does not wait for each.
func (e *eyes) ahead(list []evidence.Want) { e.look(e.ctx, list) }

// wants are readings of several kinds of a subject.
func wants(subject evidence.Subject, kinds ...*evidence.Meta) []evidence.Want {
	list := make([]evidence.Want, len(kinds))
	for i, k := range kinds {
		list[i] = evidence.Want{Kind: k, Subject: subject}
	}
	return list
}

// only reads one entry.
type only struct{ entry *evidence.Entry }

func (o only) Read(*evidence.Meta) *evidence.Entry { return o.entry }
