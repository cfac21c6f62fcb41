package web

import (
	"context"
	"net/http"
	"sync"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/archive"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/conversation"
	"github.com/netwhy/netwhy/agent/queue"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/agent/tool"
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
// judged and kept. No other is begun.
func (s *Server) Stop() {
	s.stopping.Store(true)
	s.running.mu.Lock()
	for _, turns := range s.running.cancel {
		for _, cancel := range turns {
			cancel()
		}
	}
	s.running.mu.Unlock()
	s.running.done.Wait()
}

// stop ends a turn. One that runs nowhere, since its end could not be kept, is
// ended in the store; one of another replica is that one's.
func (s *Server) stop(w http.ResponseWriter, r *http.Request) {
	t, err := s.turn(r.Context(), place{owner(r), r.PathValue("id")}, r.PathValue("turn"))
	switch {
	case err == nil && t.State != store.Running:
		err = store.ErrEnded
	case err == nil && !s.running.stop(r.PathValue("id"), t.Number):
		err = s.Store.End(r.Context(), owner(r), r.PathValue("id"), t.Number, store.Interrupted, store.Result{Why: stopped})
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

const stopped = "It was stopped."

// run answers a turn. It is not the request's: the browser may go and come back.
func (s *Server) run(request context.Context, caller Caller, c store.Conversation, t store.Turn) {
	s.running.begin(request, c.ID, t.Number, func(ctx context.Context) {
		whole, owner := context.WithoutCancel(ctx), caller.Name
		step := s.steps(whole, owner, c.ID, t.Number)
		reads := &ledger{write: func(list []store.Read) {
			if err := s.note(whole, store.Entry{Actor: owner, Action: "read", Conversation: c.ID, Turn: t.Number, Reads: list}); err != nil {
				s.Log.Error("cannot write to the audit log", "error", err)
			}
		}}
		state, result := s.answer(ctx, caller, c, t, step, reads.add)
		reads.close()
		result.Rests = rests(reads.rests.List(), result, c)
		s.end(whole, owner, c.ID, t.Number, state, result)
	})
}

func (s *Server) answer(ctx context.Context, caller Caller, c store.Conversation, t store.Turn, step func(string, int, int), read func(tool.Event)) (store.State, store.Result) {
	waits := func() { step(queue.Waiting, 0, 0) }
	place, err := s.Queue.Enter(ctx, caller.Name, waits)
	if err != nil {
		return store.Interrupted, store.Result{Why: "It was stopped before it began."}
	}
	defer place.Leave()
	widen := func(ctx context.Context) error { return place.Widen(ctx, waits) }
	found, err := s.reply(ctx, caller, c, t, step, widen, read)
	switch {
	case err != nil && ctx.Err() != nil:
		return store.Interrupted, store.Result{Why: stopped}
	case err != nil:
		return store.Failed, store.Result{Why: bounded(err.Error(), mostQuestion)}
	case found.Report == nil:
		return known(found)
	}
	result, err := written(found)
	switch {
	case err != nil:
		s.Log.Error("cannot write a report", "error", err)
		return store.Failed, store.Result{Why: "The report could not be written."}
	case ctx.Err() != nil:
		return store.Interrupted, result
	}
	return store.Done, result
}

// reply asks the cluster where that is due, and what is known otherwise.
func (s *Server) reply(ctx context.Context, caller Caller, c store.Conversation, t store.Turn, step func(string, int, int), widen func(context.Context) error, read func(tool.Event)) (conversation.Answer, error) {
	investigate := func(ctx context.Context, text string, model *agent.Model) (*bundle.Bundle, *report.Report, error) {
		return s.Investigate(ctx, Question{Text: text, Namespace: t.Namespace, Caller: caller, Model: model, Again: t.Rerun > 0, Step: step, Widen: widen, Read: read})
	}
	if t.Rerun > 0 {
		b, r, err := investigate(ctx, t.Text, s.Model)
		return conversation.Answer{Bundle: b, Report: r}, err
	}
	talk, err := conversation.New(investigate, s.Model)
	if err != nil {
		return conversation.Answer{}, err
	}
	for _, earlier := range c.Turns {
		b, err := archive.Bundle(ctx, s.Store, caller.Name, c.ID, earlier)
		if err != nil {
			continue // it is known by its report, and cannot be asked further
		}
		if r, err := archive.Report(earlier); err == nil {
			talk.Add(b, r)
		}
	}
	return talk.Ask(ctx, t.Text)
}
