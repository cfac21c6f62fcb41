package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/conversation"
	"github.com/netwhy/netwhy/agent/picture"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks/catalog"
)

// runs are the turns that are being answered.
type runs struct {
	mu     sync.Mutex
	cancel map[string]map[int]context.CancelFunc
	done   sync.WaitGroup
}

func (r *runs) stop(id string, turn int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	cancel := r.cancel[id][turn]
	if cancel != nil {
		cancel()
	}
	return cancel != nil
}

func (r *runs) stopAll(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, cancel := range r.cancel[id] {
		cancel()
	}
}

// begin runs a function with a context that stop ends, and the request does not.
func (r *runs) begin(request context.Context, id string, turn int, do func(context.Context)) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(request))
	r.mu.Lock()
	if r.cancel == nil {
		r.cancel = map[string]map[int]context.CancelFunc{}
	}
	if r.cancel[id] == nil {
		r.cancel[id] = map[int]context.CancelFunc{}
	}
	r.cancel[id][turn] = cancel
	r.mu.Unlock()
	r.done.Go(func() {
		defer func() {
			cancel()
			r.mu.Lock()
			defer r.mu.Unlock()
			if delete(r.cancel[id], turn); len(r.cancel[id]) == 0 {
				delete(r.cancel, id)
			}
		}()
		do(ctx)
	})
}

// Stop ends all investigations, and waits until what was read until then is
// judged and kept.
func (s *Server) Stop() {
	s.running.mu.Lock()
	for _, turns := range s.running.cancel {
		for _, cancel := range turns {
			cancel()
		}
	}
	s.running.mu.Unlock()
	s.running.done.Wait()
}

func (s *Server) stop(w http.ResponseWriter, r *http.Request) {
	number, err := strconv.Atoi(r.PathValue("turn"))
	if err == nil {
		_, err = s.Desk.Get(r.Context(), owner(r), r.PathValue("id"))
	}
	if err != nil || !s.running.stop(r.PathValue("id"), number) {
		s.fail(w, r, errNothing)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

const keeping = 10 * time.Second // for writing down what came of a turn

// run answers a turn. It is not the request's: the browser may go and come back.
func (s *Server) run(request context.Context, owner string, c Conversation, t Turn) {
	s.running.begin(request, c.ID, t.Number, func(ctx context.Context) {
		step := func(text string, done, of int) {
			if err := s.Desk.Step(context.WithoutCancel(ctx), owner, c.ID, t.Number, Event{Step: text, Done: done, Of: of}); err != nil {
				s.Log.Warn("cannot keep a step", "error", err)
			}
		}
		state, result := s.answer(ctx, owner, c, t, step)
		keep, cancel := context.WithTimeout(context.WithoutCancel(ctx), keeping)
		defer cancel()
		if err := s.Desk.End(keep, owner, c.ID, t.Number, state, result); err != nil && !errors.Is(err, errNothing) {
			s.Log.Error("cannot keep what came of a question", "error", err)
		}
	})
}

func (s *Server) answer(ctx context.Context, owner string, c Conversation, t Turn, step func(string, int, int)) (State, Result) {
	select {
	case s.places <- struct{}{}:
	default:
		step("waiting for other investigations to end", 0, 0)
		select {
		case s.places <- struct{}{}:
		case <-ctx.Done():
			return Interrupted, Result{Why: "It was stopped before it began."}
		}
	}
	defer func() { <-s.places }()
	found, err := s.reply(ctx, owner, c, t, step)
	switch {
	case err != nil && ctx.Err() != nil:
		return Interrupted, Result{Why: "It was stopped."}
	case err != nil:
		return Failed, Result{Why: bounded(err.Error(), mostQuestion)}
	case found.Report == nil:
		return Done, Result{Answer: &Answer{found.Lines, found.Sentences, found.Dropped, found.Failed}}
	}
	result, err := written(found)
	switch {
	case err != nil:
		s.Log.Error("cannot write a report", "error", err)
		return Failed, Result{Why: "The report could not be written."}
	case ctx.Err() != nil:
		return Interrupted, result
	}
	return Done, result
}

// reply asks the cluster where that is due, and what is known otherwise.
func (s *Server) reply(ctx context.Context, owner string, c Conversation, t Turn, step func(string, int, int)) (conversation.Answer, error) {
	investigate := func(ctx context.Context, text string, model *agent.Model) (*bundle.Bundle, *report.Report, error) {
		return s.Investigate(ctx, Question{Text: text, Namespace: t.Namespace, Caller: Caller{owner}, Model: model, Again: t.Rerun > 0, Step: step})
	}
	if t.Rerun > 0 {
		b, r, err := investigate(ctx, t.Question, s.Model)
		return conversation.Answer{Bundle: b, Report: r}, err
	}
	talk, err := conversation.New(investigate, s.Model)
	if err != nil {
		return conversation.Answer{}, err
	}
	for _, earlier := range c.Turns {
		if b, r, err := recalled(earlier); err == nil && b != nil {
			talk.Add(b, r)
		}
	}
	return talk.Ask(ctx, t.Question)
}

// recalled is a turn's evidence and report, nil where it has none.
func recalled(t Turn) (*bundle.Bundle, *report.Report, error) {
	if len(t.Bundle) == 0 || len(t.Report) == 0 {
		return nil, nil, nil
	}
	b, err := bundle.Read(t.Bundle, catalog.Kinds())
	if err != nil {
		return nil, nil, err
	}
	var r report.Report
	if err := json.Unmarshal(t.Report, &r); err != nil {
		return nil, nil, fmt.Errorf("cannot read the report: %w", err)
	}
	return b, &r, nil
}

// written is what is kept of an investigation.
func written(found conversation.Answer) (Result, error) {
	var data, zip bytes.Buffer
	if err := report.JSON(&data, found.Report); err != nil {
		return Result{}, err
	}
	if err := found.Bundle.Write(&zip); err != nil {
		return Result{}, err
	}
	pictures, err := json.Marshal(picture.Of(found.Bundle, found.Report))
	if err != nil {
		return Result{}, fmt.Errorf("cannot draw: %w", err)
	}
	return Result{Report: data.Bytes(), Pictures: pictures, Why: found.New, Bundle: zip.Bytes()}, nil
}
