package web

import (
	"context"
	"net/http"
	"strconv"

	"github.com/netwhy/netwhy/agent/store"
)

// place is a conversation, and whose it is.
type place struct{ owner, id string }

// whose finds the conversation that a request reads.
type whose func(*http.Request) (place, error)

func (s *Server) own(r *http.Request) (place, error) {
	return place{owner(r), r.PathValue("id")}, nil
}

func (s *Server) shared(r *http.Request) (at place, err error) {
	at.owner, at.id, err = s.Store.Shared(r.Context(), r.PathValue("token"))
	return at, err
}

// reading answers from a turn.
type reading func(w http.ResponseWriter, r *http.Request, at place, t store.Turn)

// read finds a turn for a reading. With an action it is written down first, and
// so is everything that another's token opens.
func (s *Server) read(find whose, action string, answer reading) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		at, err := find(r)
		var t store.Turn
		if err == nil {
			t, err = s.turn(r.Context(), at, r.PathValue("turn"))
		}
		if err == nil {
			err = seen(r, t)
		}
		e := store.Entry{Action: action, Conversation: at.id, Turn: t.Number, Asked: r.PathValue("digest") + r.PathValue("format")}
		found := func(context.Context) error { return err }
		if action != "" && !s.act(w, r, e, found) {
			return
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		answer(w, r, at, t)
	}
}

// seen says whether who asks may see turns. Who does so by a token learns no more
// than that there is nothing.
func seen(r *http.Request, turns ...store.Turn) error {
	err := mayAll(r.Context(), turns...)
	if r.PathValue("token") != "" && (err != nil || len(ended(turns)) == 0) {
		return store.ErrAbsent
	}
	return err
}

// turn is one by its number as a path says it.
func (s *Server) turn(ctx context.Context, at place, number string) (store.Turn, error) {
	n, err := strconv.Atoi(number)
	if err != nil {
		return store.Turn{}, store.ErrAbsent
	}
	return s.Store.Turn(ctx, at.owner, at.id, n)
}

func (s *Server) settings(w http.ResponseWriter, r *http.Request) {
	give(w, struct {
		Settings
		Caller   string `json:"caller"`
		SignedIn bool   `json:"signedIn"`
	}{s.Settings, owner(r), s.SignIn != nil})
}

// mostListed is the length of a page of the list; the page asks for the next
// after the last that it has.
const mostListed = 50

func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	search := r.URL.Query().Get("search")
	list, err := s.Store.List(r.Context(), owner(r), search[:min(len(search), 200)], store.Page{After: r.URL.Query().Get("after"), Most: mostListed})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	give(w, list)
}

// conversation is told whole. Who reads by a token is not told the token's
// conversation, and not what the owner thinks of it; that it was read is
// written down.
func (s *Server) conversation(find whose) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		at, err := find(r)
		token := r.PathValue("token") != ""
		if token && !s.act(w, r, store.Entry{Action: "read shared", Conversation: at.id}, func(context.Context) error { return err }) {
			return
		}
		c, err := s.Store.Get(r.Context(), at.owner, at.id)
		if err == nil {
			err = seen(r, c.Turns...)
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if token {
			c.Turns = ended(c.Turns)
			c.ID, c.Shared = "", ""
			for i := range c.Turns {
				c.Turns[i].Feedback = nil
			}
		}
		give(w, c)
	}
}

func (s *Server) rename(w http.ResponseWriter, r *http.Request) {
	var to struct {
		Title string `json:"title"`
	}
	if !take(w, r, &to) {
		return
	}
	title := bounded(to.Title, mostTitle)
	if title == "" {
		refuse(w, http.StatusBadRequest, "a conversation needs a name")
		return
	}
	id := r.PathValue("id")
	if s.act(w, r, store.Entry{Action: "rename", Conversation: id, Asked: title}, func(ctx context.Context) error {
		return s.Store.Rename(ctx, owner(r), id, title)
	}) {
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *Server) delete(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if s.act(w, r, store.Entry{Action: "delete", Conversation: id}, func(ctx context.Context) error {
		if err := s.Store.Delete(ctx, owner(r), id); err != nil {
			return err
		}
		s.running.stopAll(id)
		return nil
	}) {
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *Server) share(w http.ResponseWriter, r *http.Request) {
	action, on := "unshare", r.Method == http.MethodPut
	if on {
		action = "share"
	}
	var token string
	if s.act(w, r, store.Entry{Action: action, Conversation: r.PathValue("id")}, func(ctx context.Context) (err error) {
		token, err = s.Store.Share(ctx, owner(r), r.PathValue("id"), on)
		return err
	}) {
		give(w, map[string]string{"shared": token})
	}
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
		s.fail(w, r, store.ErrAbsent)
		return
	}
	var said *store.Feedback // nil takes it back
	if f.Up != nil {
		said = &store.Feedback{Up: *f.Up, Comment: bounded(f.Comment, mostComment)}
	}
	if err := s.Store.Rate(r.Context(), owner(r), r.PathValue("id"), number, said); err != nil {
		s.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
