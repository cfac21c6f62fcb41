package server

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/sample"
	"golang.org/x/time/rate"
)

const (
	perSecond = 2                // requests, on average
	atOnce    = 8                // requests in a burst, and under way
	slowest   = 10 * time.Second // for a client to send a request or take an answer
)

// Prober reads the node. It returns a window of its own.
type Prober interface {
	Window(ctx context.Context, length time.Duration, fresh bool, pods []string) (*sample.Window, error)
}

// Server serves a prober.
type Server struct {
	prober Prober
	limit  *rate.Limiter
	slots  chan struct{}
	counts counts
}

// New serves a prober.
func New(p Prober) *Server {
	return &Server{prober: p, limit: rate.NewLimiter(perSecond, atOnce), slots: make(chan struct{}, atOnce)}
}

// Serve answers clients with a certificate on one listener and the health and
// metrics questions of anybody on the other, until ctx ends.
func (s *Server) Serve(ctx context.Context, clients, anybody net.Listener) error {
	asked, public := http.NewServeMux(), http.NewServeMux()
	asked.HandleFunc("GET /v1/window", s.window)
	public.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	public.HandleFunc("GET /metrics", s.metrics)
	failed := make(chan error, 2)
	var servers []*http.Server
	for listener, handler := range map[net.Listener]http.Handler{clients: asked, anybody: public} {
		server := &http.Server{
			Handler: handler, ReadTimeout: slowest, WriteTimeout: longest + slowest, IdleTimeout: longest, MaxHeaderBytes: 64 << 10,
			BaseContext: func(net.Listener) context.Context { return ctx },
		}
		servers = append(servers, server)
		go func() { failed <- server.Serve(listener) }()
	}
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	for _, server := range servers {
		err = errors.Join(err, server.Close())
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// window answers with what moved.
func (s *Server) window(w http.ResponseWriter, r *http.Request) {
	question, err := parse(r.URL.Query())
	if err != nil {
		s.refuse(w, http.StatusBadRequest, err)
		return
	}
	if !s.limit.Allow() {
		s.refuse(w, http.StatusTooManyRequests, errors.New("cannot answer so many requests: try again in a second"))
		return
	}
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	default:
		s.refuse(w, http.StatusTooManyRequests, errors.New("cannot answer so many requests at once: try again in a second"))
		return
	}
	began := time.Now()
	window, err := s.prober.Window(r.Context(), question.window, question.fresh, question.pods)
	if err != nil {
		s.refuse(w, http.StatusServiceUnavailable, err)
		return
	}
	question.keep(window)
	s.counts.answered(time.Since(began))
	answer(w, r, window)
}

func answer(w http.ResponseWriter, r *http.Request, window *sample.Window) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Cache-Control", "no-store")
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		_ = json.NewEncoder(w).Encode(window) // an error means that the client went away
		return
	}
	header.Set("Content-Encoding", "gzip")
	packed := packers.Get().(*gzip.Writer)
	defer packers.Put(packed)
	packed.Reset(w)
	_ = json.NewEncoder(packed).Encode(window)
	_ = packed.Close()
}

// packers are used again: each has tables of 800 kB.
var packers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

func (s *Server) refuse(w http.ResponseWriter, code int, err error) {
	s.counts.refused(code)
	http.Error(w, err.Error(), code)
}
