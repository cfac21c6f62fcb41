package server

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// counts are what the server says of itself. They are four numbers: a metrics
// library would be the largest part of the binary that runs on every node.
type counts struct {
	mu       sync.Mutex
	answers  int
	seconds  float64
	refusals map[int]int
}

func (c *counts) answered(took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answers++
	c.seconds += took.Seconds()
}

func (c *counts) refused(code int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refusals == nil {
		c.refusals = map[int]int{}
	}
	c.refusals[code]++
}

// metrics answers in the text format of Prometheus, version 0.0.4.
func (s *Server) metrics(w http.ResponseWriter, _ *http.Request) {
	s.counts.mu.Lock()
	defer s.counts.mu.Unlock()
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	fmt.Fprintf(w, "# HELP netwhy_probe_window_seconds How long the windows took that were asked for.\n# TYPE netwhy_probe_window_seconds summary\n")
	fmt.Fprintf(w, "netwhy_probe_window_seconds_sum %g\nnetwhy_probe_window_seconds_count %d\n", s.counts.seconds, s.counts.answers)
	fmt.Fprintf(w, "# HELP netwhy_probe_refusals_total Requests that were refused, by HTTP status.\n# TYPE netwhy_probe_refusals_total counter\n")
	for _, code := range []int{http.StatusBadRequest, http.StatusTooManyRequests, http.StatusServiceUnavailable} {
		fmt.Fprintf(w, "netwhy_probe_refusals_total{code=\"%d\"} %d\n", code, s.counts.refusals[code])
	}
	if own, ok := s.prober.(interface{ Metrics(http.ResponseWriter) }); ok {
		own.Metrics(w)
	}
}
