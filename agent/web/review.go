package web

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/netwhy/netwhy/agent/archive"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// reviewed is the newest review of the whole cluster's health.
type reviewed struct {
	Conversation string          `json:"conversation"`
	Turn         int             `json:"turn"`
	Asked        time.Time       `json:"asked"`
	Report       json.RawMessage `json:"report"`
}

// review answers with the caller's newest health review of the cluster, and with
// null where there is none: a report on something else says nothing of the rest.
func (s *Server) review(w http.ResponseWriter, r *http.Request) {
	newest, err := s.newestReview(r.Context(), owner(r))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	give(w, newest)
}

func (s *Server) newestReview(ctx context.Context, owner string) (newest *reviewed, err error) {
	// A report has its symptoms among its words. What changed last need not have
	// been asked last.
	list, err := s.Store.List(ctx, owner, "health review", store.Page{Most: mostListed})
	if err != nil {
		return nil, err
	}
	for _, found := range list {
		if newest != nil && found.Updated.Before(newest.Asked) {
			break // whatever is behind it was asked before
		}
		c, err := s.Store.Get(ctx, owner, found.ID)
		if err != nil {
			continue // it was deleted meanwhile
		}
		for _, t := range c.Turns {
			r, err := archive.Report(t)
			if err != nil || mayAll(ctx, t) != nil || !ofTheCluster(r) || newest != nil && !t.Asked.After(newest.Asked) {
				continue
			}
			newest = &reviewed{Conversation: c.ID, Turn: t.Number, Asked: t.Asked, Report: t.Report}
		}
	}
	return newest, nil
}

func ofTheCluster(r *report.Report) bool {
	return slices.Contains(r.Symptoms, checks.HealthReview) && slices.ContainsFunc(r.Examined, func(s evidence.Subject) bool { return s.Scope == evidence.Cluster })
}
