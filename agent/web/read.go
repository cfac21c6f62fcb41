package web

import (
	"net/http"
	"strconv"
)

// whose finds the owner and the conversation that a request reads.
type whose func(*http.Request) (owner, id string, err error)

func (s *Server) own(r *http.Request) (string, string, error) {
	return owner(r), r.PathValue("id"), nil
}

func (s *Server) shared(r *http.Request) (string, string, error) {
	return s.Desk.Shared(r.Context(), r.PathValue("token"))
}

// reading answers from a conversation and, where the path names one, a turn.
type reading func(w http.ResponseWriter, r *http.Request, owner string, c Conversation, t *Turn)

func (s *Server) read(w http.ResponseWriter, r *http.Request, find whose, answer reading) {
	owner, id, err := find(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	c, err := s.Desk.Get(r.Context(), owner, id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	var t *Turn
	if name := r.PathValue("turn"); name != "" {
		if t = turnOf(c, name); t == nil {
			s.fail(w, r, errNothing)
			return
		}
	}
	answer(w, r, owner, c, t)
}

// turnOf is a turn by its number as a path says it, or nil.
func turnOf(c Conversation, number string) *Turn {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(c.Turns) {
		return nil
	}
	return &c.Turns[n-1]
}

func (s *Server) settings(w http.ResponseWriter, r *http.Request) {
	give(w, struct {
		Settings
		Caller string `json:"caller"`
	}{s.Settings, owner(r)})
}

func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	search := r.URL.Query().Get("search")
	list, err := s.Desk.List(r.Context(), owner(r), search[:min(len(search), 200)])
	if err != nil {
		s.fail(w, r, err)
		return
	}
	give(w, list)
}

// conversation is told whole. Who reads by a token is not told the token's
// conversation, and not what the owner thinks of it.
func (s *Server) conversation(w http.ResponseWriter, r *http.Request, _ string, c Conversation, _ *Turn) {
	if r.PathValue("token") != "" {
		c.ID, c.Shared = "", ""
		for i := range c.Turns {
			c.Turns[i].Feedback = nil
		}
	}
	give(w, c)
}

func (s *Server) delete(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if _, err := s.Desk.Get(r.Context(), owner(r), id); err != nil {
		s.fail(w, r, err)
		return
	}
	s.running.stopAll(id)
	if err := s.Desk.Delete(r.Context(), owner(r), id); err != nil {
		s.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) share(w http.ResponseWriter, r *http.Request) {
	token, err := s.Desk.Share(r.Context(), owner(r), r.PathValue("id"), r.Method == http.MethodPut)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	give(w, map[string]string{"shared": token})
}

func (s *Server) rate(w http.ResponseWriter, r *http.Request) {
	var f struct {
		Up      *bool  `json:"up"`
		Comment string `json:"comment"`
	}
	if !take(w, r, &f) {
		return
	}
	number, err := strconv.Atoi(r.PathValue("turn"))
	if err != nil {
		s.fail(w, r, errNothing)
		return
	}
	var said *Feedback // nil takes it back
	if f.Up != nil {
		said = &Feedback{Up: *f.Up, Comment: bounded(f.Comment, mostComment)}
	}
	if err := s.Desk.Rate(r.Context(), owner(r), r.PathValue("id"), number, said); err != nil {
		s.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
