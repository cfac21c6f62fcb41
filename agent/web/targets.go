package web

import (
	"context"
	"net/http"

	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks"
)

// Targets lists names to pick from: the namespaces, or what is in one of them.
// It tells each reading that it makes.
type Targets func(ctx context.Context, caller Caller, namespace string, read func(tool.Event)) ([]string, error)

// targets answers with names that the caller may read, and with none and the
// reason where there are none: then they are typed.
func (s *Server) targets(w http.ResponseWriter, r *http.Request) {
	var found struct {
		Names []string `json:"names"`
		Why   string   `json:"why,omitempty"`
	}
	found.Names = []string{}
	namespace := r.URL.Query().Get("namespace")
	if s.Targets == nil || len(namespace) > 63 {
		give(w, found)
		return
	}
	var list []store.Read
	reads := &ledger{write: func(more []store.Read) { list = append(list, more...) }}
	names, err := s.Targets(r.Context(), callerOf(r.Context()), namespace, reads.add)
	reads.close()
	// It was read, also for a browser that is gone.
	if err := s.note(context.WithoutCancel(r.Context()), store.Entry{Actor: owner(r), Action: "targets", Asked: namespace, Reads: list}); err != nil {
		s.fail(w, r, err)
		return
	}
	if err != nil {
		found.Why = checks.Clean(err.Error(), 300)
	} else {
		found.Names = names
	}
	give(w, found)
}
