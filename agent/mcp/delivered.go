package mcp

import (
	"bytes"
	"context"
	"net/http"
	"sync"
	"time"
)

// delivery counts the notifications of one request that were written to whoever
// sent it.
//
// mcp-go loses the one that it has taken up and not yet written when the answer
// comes: so a call that told its progress answers only once all is written.
type delivery struct {
	http.ResponseWriter
	mu      sync.Mutex
	written int
	more    chan struct{} // closed and made anew when one is written
}

type deliveryKey struct{}

// delivered lets calls wait for what they told.
func delivered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d := &delivery{ResponseWriter: w, more: make(chan struct{})}
		next.ServeHTTP(d, r.WithContext(context.WithValue(r.Context(), deliveryKey{}, d)))
	})
}

// progressMethod marks a notification of progress. Each is written at once.
const progressMethod = "notifications/progress"

var progressMark = []byte(`"method":"` + progressMethod + `"`)

// Write implements [http.ResponseWriter].
func (d *delivery) Write(data []byte) (int, error) {
	n, err := d.ResponseWriter.Write(data)
	if bytes.Contains(data[:min(len(data), 200)], progressMark) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.written++
		close(d.more)
		d.more = make(chan struct{})
	}
	return n, err
}

// Flush implements [http.Flusher]: without it, mcp-go would not stream.
func (d *delivery) Flush() {
	// Who reads may be gone, which the next write says.
	_ = http.NewResponseController(d.ResponseWriter).Flush()
}

// Unwrap is for [http.ResponseController].
func (d *delivery) Unwrap() http.ResponseWriter { return d.ResponseWriter }

// patience is with a reader who takes nothing; their answer comes without it.
const patience = 5 * time.Second

// await waits until so many are written, or nobody waits for the answer.
func (d *delivery) await(ctx context.Context, sent int) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		d.mu.Lock()
		written, more := d.written, d.more
		d.mu.Unlock()
		if written >= sent {
			return
		}
		select {
		case <-more:
		case <-ctx.Done():
			return
		}
	}
}
