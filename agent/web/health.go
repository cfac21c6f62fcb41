package web

import (
	"context"
	"net/http"
	"time"
)

const patience = 2 * time.Second // with a database that should say it is ready

// health answers who watches over the server and has no caller to be: it says
// that the process lives, and whether it can keep what it is asked.
func (s *Server) health(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { give(w, map[string]string{"status": "alive"}) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if s.stopping.Load() {
			refuse(w, http.StatusServiceUnavailable, ending)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		if err := s.Store.Ready(ctx); err != nil {
			s.Log.Warn("the store is not ready", "error", err)
			refuse(w, http.StatusServiceUnavailable, "the store does not answer, see the log")
			return
		}
		give(w, map[string]string{"status": "ready"})
	})
}

const ending = "this server is ending: ask again in a moment"
