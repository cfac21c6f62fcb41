package web

import (
	"net/http"
	"strings"

	"github.com/netwhy/netwhy/checks"
)

// Bounds of what a user writes, in characters.
const (
	mostQuestion = 2000
	mostComment  = 4000
	mostTitle    = 120
	mostTurns    = 200 // of a conversation
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
	c, err := s.Desk.Begin(r.Context(), owner(r), bounded(a.Question, mostTitle))
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
	c, err := s.Desk.Get(r.Context(), owner(r), r.PathValue("id"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	switch n := len(c.Turns); {
	case n > 0 && c.Turns[n-1].State == Running:
		refuse(w, http.StatusConflict, "the last question is still being answered: wait, or stop it")
		return
	case n >= mostTurns:
		refuse(w, http.StatusConflict, "this conversation is long enough: begin another")
		return
	case a.Rerun < 0 || a.Rerun > n:
		s.fail(w, r, errNothing)
		return
	case a.Rerun > 0:
		again := c.Turns[a.Rerun-1]
		a.Question, a.Namespace = again.Question, again.Namespace
	}
	s.start(w, r, c, a)
}

// start records a turn, and answers it beside the request.
func (s *Server) start(w http.ResponseWriter, r *http.Request, c Conversation, a asking) {
	turn, err := s.Desk.Ask(r.Context(), owner(r), c.ID, Turn{Question: a.Question, Namespace: a.Namespace, Rerun: a.Rerun})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.run(r.Context(), owner(r), c, turn)
	w.Header().Set("Location", "/api/conversations/"+c.ID)
	w.WriteHeader(http.StatusAccepted)
	give(w, map[string]any{"id": c.ID, "turn": turn.Number})
}
