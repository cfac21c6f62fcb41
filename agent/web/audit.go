package web

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/netwhy/netwhy/agent/archive"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/agent/tool"
)

// note writes a line of the audit log.
func (s *Server) note(ctx context.Context, e store.Entry) error {
	e.Face = "web"
	return s.Store.Audit(ctx, e)
}

// act writes down what a caller is about to do, does it, and writes down that it
// was refused. What cannot be written down is not done.
func (s *Server) act(w http.ResponseWriter, r *http.Request, e store.Entry, do func(context.Context) error) bool {
	e.Actor = owner(r)
	err := s.note(r.Context(), e)
	if err == nil {
		if err = do(r.Context()); err != nil {
			e.Denied = err.Error()
			if err := s.note(r.Context(), e); err != nil {
				s.Log.Error("cannot write to the audit log", "error", err)
			}
		}
	}
	if err != nil {
		s.fail(w, r, err)
	}
	return err == nil
}

// audited tells who watches over the server who asked what, the newest first;
// that they read it is written down too.
func (s *Server) audited(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	filter := store.Filter{Actor: q.Get("actor")}
	for name, read := range map[string]func(string) error{
		"before": func(text string) (err error) { filter.Before, err = strconv.ParseInt(text, 10, 64); return err },
		"most":   func(text string) (err error) { filter.Most, err = strconv.Atoi(text); return err },
		"since":  func(text string) (err error) { filter.Since, err = time.Parse(time.RFC3339, text); return err },
	} {
		if text := q.Get(name); text != "" && read(text) != nil {
			refuse(w, http.StatusBadRequest, "cannot read "+name+": want a number, or of since a time such as 2026-01-02T15:04:05Z")
			return
		}
	}
	var list []store.Entry
	if s.act(w, r, store.Entry{Action: "read audit log", Asked: r.URL.RawQuery}, func(ctx context.Context) (err error) {
		list, err = s.Store.Audited(ctx, filter)
		return err
	}) {
		give(w, list)
	}
}

// mostUnwritten bounds the readings that a kill loses to the audit log.
const mostUnwritten = 50

// ledger writes down the readings of an investigation.
type ledger struct {
	write func([]store.Read)
	rests tool.Rests // what all of them rest on

	mu    sync.Mutex
	reads []store.Read
}

// add is told of each call of a tool, by several goroutines.
func (l *ledger) add(e tool.Event) {
	l.rests.Add(e.Rests...)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.reads = append(l.reads, archive.Read(e)); len(l.reads) >= mostUnwritten {
		l.flush()
	}
}

func (l *ledger) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.reads) > 0 {
		l.flush()
	}
}

func (l *ledger) flush() {
	l.write(l.reads)
	l.reads = nil
}
