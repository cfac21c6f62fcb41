package web

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/netwhy/netwhy/agent/access"
	"github.com/netwhy/netwhy/agent/archive"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/agent/tool"
)

// errWithheld is all that is told of a report that its reader may not read.
var errWithheld = errors.New("it rests on what you may not read, or may no longer")

// rests is what one has to be allowed to read to see a result: what was read for
// it, and for an answer all that was known before. It is nil if that is not known.
func rests(read []tool.Access, result store.Result, c store.Conversation) json.RawMessage {
	all := slices.Clone(read)
	if result.Answer != nil {
		for _, t := range c.Turns {
			earlier, known := archive.Rests(t)
			if !known && shows(t) {
				return nil
			}
			all = append(all, earlier...)
		}
	}
	return archive.Once(all)
}

// shows reports whether a turn tells more than its question.
func shows(t store.Turn) bool {
	// That a turn was interrupted is said in words of our own.
	return t.Report != nil || t.Answer != nil || t.Pictures != nil || t.BundleSize > 0 || t.Why != "" && t.State != store.Interrupted
}

// mayAll says whether the caller may read all that turns rest on. Who asked
// might at the time; rights are withdrawn, and links shared.
func mayAll(ctx context.Context, turns ...store.Turn) error {
	rights := callerOf(ctx).Rights
	if rights == tool.Own {
		return nil
	}
	var all tool.Rests
	for _, t := range turns {
		list, known := archive.Rests(t)
		if !known && shows(t) {
			return errWithheld
		}
		all.Add(list...)
	}
	if err := access.All(ctx, rights, all.List()); err != nil {
		return errWithheld
	}
	return nil
}

// told says whether the caller may read a turn's steps, which say what was found
// so far. Of one that was killed it is not known what they rest on.
func told(ctx context.Context, t store.Turn) error {
	_, known := archive.Rests(t)
	if known || t.State == store.Running || callerOf(ctx).Rights == tool.Own {
		return nil
	}
	return errWithheld
}

// ended are the turns that who reads by a token may see: those that have ended,
// and of which it is known what they rest on.
func ended(turns []store.Turn) (list []store.Turn) {
	for _, t := range turns {
		if _, known := archive.Rests(t); known {
			list = append(list, t)
		}
	}
	return list
}
