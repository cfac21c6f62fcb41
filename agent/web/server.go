package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/queue"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/agent/tool"
)

// Question is one that is put to a cluster, or to recordings of one.
type Question struct {
	Text, Namespace string
	Caller          Caller
	Model           *agent.Model // nil without one
	Again           bool         // it was asked before, of the same thing
	Step            func(text string, done, of int)
	Widen           func(context.Context) error
	Read            func(tool.Event) // is told of every reading, for the audit log
}

// Investigate answers a question.
type Investigate func(context.Context, Question) (*bundle.Bundle, *report.Report, error)

// Options are what a server needs.
type Options struct {
	Gate        Gate
	SignIn      http.Handler // the pages of the sign-in, nil without one
	MCP         http.Handler // answers /mcp and says where tokens are to be had, nil without
	Store       store.Store
	Investigate Investigate
	Queue       *queue.Queue // may be shared with who else investigates; nil is one of its own
	Targets     Targets      // nil where none are listed
	Model       *agent.Model // nil without one
	Log         *slog.Logger
	Metrics     http.Handler // answers /metrics, nil without
	// Settings are told to the page.
	Settings Settings
}

// Settings are what the page is told of the server.
type Settings struct {
	Version string `json:"version"`
	Demo    bool   `json:"demo"`
	Where   string `json:"where"` // whose network: a context, or that it is recorded
	Model   string `json:"model,omitempty"`
	// Examples are questions to begin with.
	Examples []string `json:"examples"`
}

// Server is the page and its API.
type Server struct {
	Options
	running  runs
	handler  http.Handler
	stopping atomic.Bool
}

// New makes a server. Stop ends what it has running.
func New(o Options) (*Server, error) {
	s := &Server{Options: o}
	if s.Queue == nil {
		s.Queue = queue.New(queue.Places, queue.Wide)
	}
	files, err := newAssets()
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	s.routes(mux)
	mux.Handle("/", files)
	if o.Metrics != nil {
		mux.Handle("GET /metrics", watching(o.Metrics))
	}
	open := http.NewServeMux()
	s.health(open)
	open.Handle("/", gated(o.Gate, squeezed(mux)))
	if o.SignIn != nil {
		open.Handle("/signin", o.SignIn)
		open.Handle("/signin/", o.SignIn)
		open.Handle("GET /icon.svg", files) // its pages have it
	}
	if o.MCP != nil {
		open.Handle("/mcp", o.MCP)
		open.Handle("/.well-known/oauth-protected-resource", o.MCP)
		open.Handle("/.well-known/oauth-protected-resource/", o.MCP)
	}
	s.handler = headers(http.NewCrossOriginProtection().Handler(open))
	return s, nil
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Server) routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/settings", s.settings)
	mux.HandleFunc("GET /api/targets", s.targets)
	mux.HandleFunc("GET /api/conversations", s.list)
	mux.HandleFunc("POST /api/conversations", s.begin)
	mux.HandleFunc("GET /api/review", s.review)
	mux.HandleFunc("PATCH /api/conversations/{id}", s.rename)
	mux.HandleFunc("DELETE /api/conversations/{id}", s.delete)
	mux.Handle("GET /api/audit", watching(http.HandlerFunc(s.audited)))
	mux.HandleFunc("POST /api/conversations/{id}/turns", s.ask)
	mux.HandleFunc("POST /api/conversations/{id}/turns/{turn}/stop", s.stop)
	mux.HandleFunc("PUT /api/conversations/{id}/turns/{turn}/feedback", s.rate)
	mux.HandleFunc("PUT /api/conversations/{id}/share", s.share)
	mux.HandleFunc("DELETE /api/conversations/{id}/share", s.share)
	// What may be read of a conversation, by its owner or by who has the token.
	for prefix, whose := range map[string]whose{"/api/conversations/{id}": s.own, "/api/shared/{token}": s.shared} {
		mux.HandleFunc("GET "+prefix, s.conversation(whose))
		mux.HandleFunc("GET "+prefix+"/turns/{turn}/events", s.read(whose, "", s.events))
		mux.HandleFunc("GET "+prefix+"/turns/{turn}/diff/{other}", s.read(whose, "", s.diff))
		mux.HandleFunc("GET "+prefix+"/turns/{turn}/evidence/{digest}", s.read(whose, "evidence", s.evidence))
		mux.HandleFunc("GET "+prefix+"/turns/{turn}/export/{format}", s.read(whose, "export", s.export))
	}
	mux.HandleFunc("/api/", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusNotFound, "there is nothing of that name")
	})
}

const mostBody = 64 << 10 // bytes of a request

// take reads a request's JSON.
func take(w http.ResponseWriter, r *http.Request, into any) bool {
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostBody))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err == nil && decoder.Decode(&struct{}{}) != io.EOF {
		err = errors.New("there is more behind it")
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		refuse(w, http.StatusRequestEntityTooLarge, "the request is too large")
	case err != nil:
		refuse(w, http.StatusBadRequest, "cannot read the request: "+err.Error())
	}
	return err == nil
}

func give(w http.ResponseWriter, what any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	// Who reads may go away, which is no error of ours.
	_ = json.NewEncoder(w).Encode(what)
}

func refuse(w http.ResponseWriter, status int, why string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": why})
}

// fail answers with an error: what callers tell apart is told, the rest is logged.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	for is, status := range map[error]int{store.ErrAbsent: http.StatusNotFound, store.ErrEnded: http.StatusConflict, store.ErrLimit: http.StatusConflict, store.ErrBusy: http.StatusConflict, errWithheld: http.StatusForbidden} {
		if errors.Is(err, is) {
			refuse(w, status, err.Error())
			return
		}
	}
	if r.Context().Err() == nil {
		s.Log.Error("cannot answer", "path", r.URL.Path, "error", err)
	}
	refuse(w, http.StatusInternalServerError, "something went wrong here, and was logged")
}

// Bounded is an http.Server for the handler, with bounds on slow and large
// requests. Streams bound themselves.
func Bounded(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
	}
}
