package mcp

import (
	"net/http"
	"sync"

	"golang.org/x/time/rate"
)

// How often one caller may ask, and how many callers are remembered.
const (
	perSecond   = 20
	burst       = 100
	mostCallers = 10_000
)

// limits bound how often each caller asks.
type limits struct {
	mu     sync.Mutex
	caller map[string]*rate.Limiter
}

func (l *limits) allow(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	limiter := l.caller[name]
	if limiter == nil {
		if len(l.caller) >= mostCallers {
			clear(l.caller) // all begin anew, rather than that memory grows
		}
		limiter = rate.NewLimiter(perSecond, burst)
		l.caller[name] = limiter
	}
	return limiter.Allow()
}

// limited refuses a known caller who asks too often.
func limited(next http.Handler) http.Handler {
	l := &limits{caller: map[string]*rate.Limiter{}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !l.allow(callerOf(r.Context()).Name) {
			w.Header().Set("Retry-After", "1")
			http.Error(w, "too many requests: wait a second", http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	})
}
