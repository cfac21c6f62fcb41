package tool

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/netwhy/netwhy/agent/telemetry"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Event is one call, for the audit.
type Event struct {
	Caller   Caller
	Tool     string
	Args     any
	Start    time.Time
	Duration time.Duration
	Items    int
	Rests    []Access // what was allowed, that the reading rests on
	Err      error
}

// Registry holds the tools and is the gate to them.
type Registry struct {
	tools  []Tool
	audit  func(Event)
	places chan struct{}
}

// DefaultConcurrency bounds the calls that are under way at once, of all tools
// together that have no bound of their own.
const DefaultConcurrency = 32

const defaultTimeout = 10 * time.Second

// NewRegistry holds tools by their names. The audit, which may be nil, is told
// of every call, also of refused ones.
func NewRegistry(audit func(Event), tools ...Tool) (*Registry, error) {
	r := &Registry{audit: audit, places: make(chan struct{}, DefaultConcurrency)}
	for _, t := range tools {
		if _, there := r.find(t.Name); there {
			return nil, fmt.Errorf("cannot register tool %s twice", t.Name)
		}
		if t.places = r.places; t.AtOnce > 0 {
			t.places = make(chan struct{}, t.AtOnce)
		}
		r.tools = append(r.tools, t)
	}
	slices.SortFunc(r.tools, func(a, b Tool) int { return strings.Compare(a.Name, b.Name) })
	return r, nil
}

// Audited are the same tools within the same bounds, with an audit of their own.
func (r *Registry) Audited(audit func(Event)) *Registry {
	return &Registry{tools: r.tools, places: r.places, audit: func(e Event) {
		if r.audit != nil {
			r.audit(e)
		}
		audit(e)
	}}
}

// Within are the tools for what a call reads through them in turn: it is told to
// that call's audit too.
func (r *Registry) Within(c *Calling) *Registry {
	if c.audit == nil {
		return r
	}
	return r.Audited(c.audit)
}

// Tools lists the tools by name.
func (r *Registry) Tools() []Tool { return slices.Clone(r.tools) }

// Own is how many calls of a tool may be under way at once beside those of the
// others; 0 if it shares [DefaultConcurrency] with them.
func (r *Registry) Own(name string) int {
	t, _ := r.find(name)
	return t.AtOnce
}

func (r *Registry) find(name string) (Tool, bool) {
	for _, t := range r.tools {
		if t.Name == name {
			return t, true
		}
	}
	return Tool{}, false
}

// Call calls a tool with typed arguments, in process.
func (r *Registry) Call(ctx context.Context, caller Caller, name string, args any) (Reading, error) {
	t, ok := r.find(name)
	if !ok {
		return Reading{}, &Failure{Reason: evidence.Unsupported, Err: fmt.Errorf("there is no tool %q", name)}
	}
	start := time.Now()
	ctx, end := telemetry.Tool(ctx, t.Name)
	calling := &Calling{Caller: caller, audit: r.audit}
	reading, err := r.run(context.WithValue(ctx, callingKey{}, calling), calling, t, args)
	end(len(reading.Items), reasonOf(err))
	if r.audit != nil {
		r.audit(Event{caller, name, args, start, time.Since(start), len(reading.Items), calling.rests.List(), err})
	}
	return reading, err
}

// reasonOf is the reason of a failure, "" without one.
func reasonOf(err error) string {
	var failure *Failure
	switch {
	case err == nil:
		return ""
	case errors.As(err, &failure):
		return string(failure.Reason)
	}
	return string(evidence.Malformed)
}

// CallJSON calls a tool with arguments from outside, which are held against
// the tool's schema first.
func (r *Registry) CallJSON(ctx context.Context, caller Caller, name string, args json.RawMessage) (Reading, error) {
	t, ok := r.find(name)
	if !ok {
		return Reading{}, fmt.Errorf("there is no tool %q", name)
	}
	in, err := t.decode(args)
	if err != nil {
		return Reading{}, err
	}
	return r.Call(ctx, caller, name, in)
}

func (r *Registry) run(ctx context.Context, calling *Calling, t Tool, args any) (reading Reading, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &Failure{Reason: evidence.Malformed, Err: fmt.Errorf("tool %s failed: %v", t.Name, p)}
		}
	}()
	select {
	case t.places <- struct{}{}:
		defer func() { <-t.places }()
	case <-ctx.Done():
		return Reading{}, &Failure{Reason: evidence.NotRead, Err: ctx.Err()}
	}
	timeout := t.Timeout
	if timeout == 0 {
		timeout = defaultTimeout
	}
	call, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	for _, need := range t.needs(args) {
		if err == nil {
			err = calling.May(call, need)
		}
	}
	if err == nil {
		reading, err = t.invoke(call, args)
	}
	switch {
	case err == nil:
		return reading, nil
	case ctx.Err() != nil:
		return Reading{}, &Failure{Reason: evidence.NotRead, Err: ctx.Err()}
	case call.Err() != nil:
		return Reading{}, &Failure{Reason: evidence.Timeout, Err: fmt.Errorf("no complete answer within %s", timeout)}
	}
	var failure *Failure
	if !errors.As(err, &failure) {
		err = &Failure{Reason: evidence.Malformed, Err: err}
	}
	return Reading{}, err
}
