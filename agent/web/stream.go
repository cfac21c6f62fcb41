package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/netwhy/netwhy/agent/store"
)

// beat is how often a silent stream says that it is alive, so that proxies leave
// it open.
const beat = 15 * time.Second

// askAgain is how often a stream asks whether it still has a caller.
const askAgain = 5 * time.Second

// events streams the steps of a turn as server-sent events. Each has its number,
// by which the browser that lost the connection says what it has already.
func (s *Server) events(w http.ResponseWriter, r *http.Request, at place, t store.Turn) {
	if err := told(r.Context(), t); err != nil {
		s.fail(w, r, err)
		return
	}
	after, err := strconv.Atoi(r.Header.Get("Last-Event-ID"))
	if err != nil || after < 0 {
		after = 0
	}
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	if out.Flush() != nil {
		return
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	events, failed := make(chan store.Event), make(chan error, 1)
	go func() {
		failed <- s.Store.Follow(ctx, at.owner, at.id, t.Number, after, func(e store.Event) error {
			select {
			case events <- e:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	alive := time.NewTicker(beat)
	defer alive.Stop()
	still := time.NewTicker(askAgain)
	defer still.Stop()
	for {
		var text string
		var last bool
		select {
		case e := <-events:
			text = frame(e)
		case err := <-failed:
			if err != nil {
				return // the browser comes back
			}
			text, last = "event: end\ndata: {}\n\n", true
		case <-still.C:
			if _, err := s.Gate(r); err != nil {
				return // the browser comes back, and is told why
			}
			continue
		case <-alive.C:
			text = ": still here\n\n"
		}
		// A deadline for each write: who does not read is let go.
		if err := out.SetWriteDeadline(time.Now().Add(beat)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return
		}
		if _, err := w.Write([]byte(text)); err != nil || out.Flush() != nil || last {
			return
		}
	}
}

func frame(e store.Event) string {
	data, err := json.Marshal(e)
	if err != nil {
		panic(err) // it is plain data
	}
	return fmt.Sprintf("id: %d\nevent: step\ndata: %s\n\n", e.Number, data)
}
