package web

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/netwhy/netwhy/agent/archive"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/checks/evidence"
)

// mostShown bounds the bytes of a record that the page shows; the bundle has all.
const mostShown = 256 << 10

// shown is a record as it was read.
type shown struct {
	evidence.Record
	Source  string            `json:"source"`
	Payload []json.RawMessage `json:"payload"`
	Omitted int               `json:"omitted,omitempty"` // items beyond the bound
}

// evidence is one record of a turn, by its digest.
func (s *Server) evidence(w http.ResponseWriter, r *http.Request, at place, t store.Turn) {
	b, err := archive.Bundle(r.Context(), s.Store, at.owner, at.id, t)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	records := b.Records
	if b.Unplanned != nil {
		records = slices.Concat(records, b.Unplanned.Records)
	}
	i := slices.IndexFunc(records, func(e evidence.Record) bool { return e.Digest == r.PathValue("digest") })
	if i < 0 {
		s.fail(w, r, store.ErrAbsent)
		return
	}
	one := shown{Record: records[i], Source: records[i].Call.String(), Payload: []json.RawMessage{}}
	var items []json.RawMessage
	if err := json.Unmarshal(records[i].Content(), &items); err != nil {
		s.fail(w, r, err)
		return
	}
	size := 0
	for n, item := range items {
		if size += len(item); size > mostShown && n > 0 {
			one.Omitted = len(items) - n
			break
		}
		one.Payload = append(one.Payload, item)
	}
	give(w, one)
}

// diff is what changed from another turn to this one.
func (s *Server) diff(w http.ResponseWriter, r *http.Request, at place, t store.Turn) {
	other, err := s.turn(r.Context(), at, r.PathValue("other"))
	if err == nil {
		err = seen(r, other)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	before, err := archive.Report(other)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	after, err := archive.Report(t)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	give(w, changed(report.Compare(before, after)))
}

// delta is a difference as the page reads it.
type delta struct {
	Before  report.Status `json:"before"`
	After   report.Status `json:"after"`
	Same    bool          `json:"same"`
	Gone    []string      `json:"gone,omitempty"`
	New     []string      `json:"new,omitempty"`
	Changed []change      `json:"changed,omitempty"`
}

type change struct {
	Check   string `json:"check"`
	Subject string `json:"subject"`
	Before  string `json:"before"`
	After   string `json:"after"`
	Says    string `json:"says"`
}

func changed(d report.Delta) delta {
	out := delta{Before: d.Before, After: d.After, Same: d.Same(), Gone: d.Gone, New: d.New}
	for _, c := range d.Changed {
		out.Changed = append(out.Changed, change{c.Check, c.Subject.String(), c.Before.String(), c.After.String(), c.Says})
	}
	return out
}
