package web

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/netwhy/netwhy/agent/archive"
	"github.com/netwhy/netwhy/agent/conversation"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/store"
)

const (
	keeping  = 5 * time.Minute  // for writing down what came of a turn
	hurrying = 10 * time.Second // for one attempt, and for all where the server ends
	again    = time.Second      // between two attempts
)

// end writes down what came of a turn. What is too large is kept without its
// evidence, and otherwise said; a database that does not answer is asked again.
func (s *Server) end(ctx context.Context, owner, id string, turn int, state store.State, result store.Result) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keeping)
	defer cancel()
	began := time.Now()
	pause := time.NewTicker(again)
	defer pause.Stop()
	for {
		once, done := context.WithTimeout(ctx, hurrying)
		err := s.Store.End(once, owner, id, turn, state, result)
		done()
		switch {
		case err == nil, errors.Is(err, store.ErrAbsent), errors.Is(err, store.ErrEnded):
			return // it was deleted, or stopped elsewhere
		case errors.Is(err, store.ErrLimit) && result.Bundle != nil:
			result.Bundle, result.Pictures, result.Why = nil, nil, "Its evidence is too large to be kept."
			continue
		case errors.Is(err, store.ErrLimit) && state != store.Failed:
			state, result = store.Failed, store.Result{Why: bounded(err.Error(), mostQuestion), Rests: result.Rests}
			continue
		}
		select {
		case <-pause.C:
			if s.stopping.Load() && time.Since(began) > hurrying {
				cancel()
			}
		case <-ctx.Done():
			s.Log.Error("cannot keep what came of a question", "error", err)
			return
		}
	}
}

// answer is one from what earlier investigations found, as the page reads it.
type answer struct {
	Lines     []string          `json:"lines,omitempty"`
	Sentences []report.Sentence `json:"sentences,omitempty"`
	Dropped   int               `json:"dropped,omitempty"`
	Failed    string            `json:"failed,omitempty"`
}

// known is what is kept of an answer.
func known(found conversation.Answer) (store.State, store.Result) {
	data, err := json.Marshal(answer{found.Lines, found.Sentences, found.Dropped, found.Failed})
	if err != nil {
		return store.Failed, store.Result{Why: "The answer could not be written."}
	}
	return store.Done, store.Result{Answer: data}
}

// written is what is kept of an investigation.
func written(found conversation.Answer) (store.Result, error) {
	result, err := archive.Result(found.Bundle, found.Report)
	result.Why = found.New
	return result, err
}
