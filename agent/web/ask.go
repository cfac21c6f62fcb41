package web

import (
	"net/http"
	"strings"

	"github.com/netwhy/netwhy/agent/archive"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/checks"
)

// Bounds of what a user writes, in characters.
const (
	mostQuestion = 2000
	mostComment  = 4000
	mostTitle    = 120
)

// bounded is text of at most so many characters, none of them control characters.
func bounded(text string, most int) string { return strings.TrimSpace(checks.Clean(text, most)) }

// asking is a question, or the number of a turn whose question is asked again.
type asking struct {
	Question  string `json:"question"`
	Namespace string `json:"namespace"`
	Rerun     int    `json:"rerun"`
}

func (a *asking) read(w http.ResponseWriter, r *http.Request) bool {
	if !take(w, r, a) {
		return false
	}
	long := len(a.Question) > mostQuestion || len(a.Namespace) > 63
	a.Question, a.Namespace = bounded(a.Question, mostQuestion), bounded(a.Namespace, 63)
	switch {
	case long:
		refuse(w, http.StatusBadRequest, "the question is too long: say in one or two sentences what fails")
		return false
	case a.Question == "" && a.Rerun == 0:
		refuse(w, http.StatusBadRequest, "cannot ask nothing: say in plain words what fails")
		return false
	}
	return true
}

// begin starts a conversation with a question.
func (s *Server) begin(w http.ResponseWriter, r *http.Request) {
	var a asking
	if !a.read(w, r) {
		return
	}
	if a.Question == "" {
		refuse(w, http.StatusBadRequest, "cannot ask again what was not asked")
		return
	}
	c, err := s.Store.Begin(r.Context(), owner(r), bounded(a.Question, mostTitle))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.start(w, r, c, a)
}

// ask puts a further question.
func (s *Server) ask(w http.ResponseWriter, r *http.Request) {
	var a asking
	if !a.read(w, r) {
		return
	}
	c, err := s.Store.Get(r.Context(), owner(r), r.PathValue("id"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	// What was found before may be told again in the answer.
	if err := mayAll(r.Context(), c.Turns...); err != nil {
		s.fail(w, r, err)
		return
	}
	switch n := len(c.Turns); {
	case a.Rerun < 0 || a.Rerun > n:
		s.fail(w, r, store.ErrAbsent)
		return
	case a.Rerun > 0:
		again := c.Turns[a.Rerun-1]
		a.Question, a.Namespace = again.Text, again.Namespace
	}
	s.start(w, r, c, a)
}

// start records a turn, and answers it beside the request. Who asked is written
// down before anything is read.
func (s *Server) start(w http.ResponseWriter, r *http.Request, c store.Conversation, a asking) {
	if s.stopping.Load() {
		refuse(w, http.StatusServiceUnavailable, ending)
		return
	}
	turn, err := s.Store.Ask(r.Context(), owner(r), c.ID, store.Question{Text: a.Question, Namespace: a.Namespace, Rerun: a.Rerun})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if err := s.note(r.Context(), store.Entry{Actor: owner(r), Action: "ask", Conversation: c.ID, Turn: turn.Number, Asked: a.Question}); err != nil {
		s.end(r.Context(), owner(r), c.ID, turn.Number, store.Failed, store.Result{Why: "It could not be written down who asked.", Rests: archive.Once(nil)})
		s.fail(w, r, err)
		return
	}
	s.run(r.Context(), callerOf(r.Context()), c, turn)
	w.Header().Set("Location", "/api/conversations/"+c.ID)
	w.WriteHeader(http.StatusAccepted)
	give(w, map[string]any{"id": c.ID, "turn": turn.Number})
}
