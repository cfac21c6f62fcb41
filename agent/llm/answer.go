package llm

import (
	"context"
	"encoding/json"
	"time"
)

// Provider answers one turn.
type Provider interface {
	// Answer asks, tells each, if it is not nil, what arrives as it arrives,
	// and returns the whole. What each was told is for display: only what is
	// returned has been held against schema and bounds. With an error, which
	// is an *Error, the answer holds what arrived, for the account.
	Answer(ctx context.Context, request Request, each func(Delta)) (Answer, error)
}

// Stop is why a model stopped. A refusal, a filter and a cut are errors.
type Stop string

const (
	Finished Stop = "finished"
	Called   Stop = "called" // tools; their results are awaited
	Length   Stop = "length" // its output limit was reached: the text breaks off
)

// Answer is what a model said in one turn.
type Answer struct {
	Message    Message         // to be appended to the conversation
	Structured json.RawMessage // valid for the request's Output, nil without one
	Stop       Stop
	Usage      Usage
	Model      string // as the endpoint names it
	Dialect    Dialect
	Attempts   int // requests on the wire, retries and fallbacks included
	Duration   time.Duration
}

// Usage counts tokens. Cached is a part of Input, Reasoning of Output.
type Usage struct {
	Input, Cached, Output, Reasoning int
	Known                            bool // the endpoint said so
}

// plus adds what was used before.
func (u Usage) plus(before Usage) Usage {
	u.Input += before.Input
	u.Cached += before.Cached
	u.Output += before.Output
	u.Reasoning += before.Reasoning
	return u
}

// Delta is what arrived since the last one.
type Delta struct {
	Text string
	Call *CallDelta
}

// CallDelta is a piece of a tool call.
type CallDelta struct {
	Index     int // of the call within the answer
	ID, Name  string
	Arguments string // the next piece of JSON text
}
