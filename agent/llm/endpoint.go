package llm

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/sashabaranov/go-openai"
)

// adapter speaks one dialect.
type adapter interface {
	stream(context.Context, turn, *assembly) error
	whole(context.Context, turn, *assembly) error
	decode(body []byte, a *assembly) error // a whole answer where a stream was asked for
}

// Endpoint is a model at an endpoint. It learns what the endpoint lacks from
// its complaints, and does without from then on.
type Endpoint struct {
	settings Settings
	adapters map[Dialect]adapter

	mu      sync.Mutex
	dialect Dialect            // in use
	settled bool               // it is known to be spoken
	without map[Ability]string // what is lacking, with the endpoint's words
}

// New makes a provider of settings. It connects to nothing.
func New(s Settings) (*Endpoint, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	config := openai.DefaultConfig("") // the door adds the identity
	if s.APIVersion != "" {
		config = openai.DefaultAzureConfig("", s.base())
		config.APIVersion = s.APIVersion
		config.AzureModelMapperFunc = func(deployment string) string { return deployment }
	}
	config.BaseURL = s.base()
	config.HTTPClient = newDoor(s, s.identity())
	client := openai.NewClientWithConfig(config)
	e := &Endpoint{
		settings: s,
		adapters: map[Dialect]adapter{Responses: responses{client}, Chat: chat{client}},
		dialect:  s.Dialect,
		settled:  s.Dialect != "",
		without:  map[Ability]string{},
	}
	if e.dialect == "" {
		e.dialect = Responses
		if s.service() == Compatible {
			e.dialect = Chat
		}
	}
	return e, nil
}

// Lacks is what the endpoint is known to do without, with its own words.
func (e *Endpoint) Lacks() map[Ability]string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return maps.Clone(e.without)
}

// Answer asks the model, see [Provider].
func (e *Endpoint) Answer(ctx context.Context, request Request, each func(Delta)) (Answer, error) {
	if err := request.check(); err != nil {
		return Answer{}, e.explain(&Error{Kind: Invalid, Message: err.Error(), Err: err})
	}
	limit := e.settings.Total.or(total)
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("no answer within %s", limit))
	defer cancel()
	ctx, requests := counted(ctx)
	start := time.Now()
	answer, err := e.ask(ctx, request, each)
	answer.Attempts, answer.Duration = int(requests.Load()), time.Since(start)
	return answer, err
}

// ask asks until the endpoint has nothing to complain of that could be done
// without. Each round does without one thing more, so their number is bounded.
func (e *Endpoint) ask(ctx context.Context, request Request, each func(Delta)) (Answer, error) {
	e.mu.Lock()
	without, spoken := maps.Clone(e.without), e.dialect
	e.mu.Unlock()
	var first *Error // why the other dialect is tried
	var spent Usage  // by answers that would not do
	for {
		t := turn{Request: request, settings: &e.settings, model: e.settings.Model, dialect: spoken, without: without}
		t.streamed = t.use(Streaming) // also for nobody: gateways cut connections that are silent for long
		a := &assembly{each: each}
		answer, err := e.once(ctx, t, a)
		answer.Dialect, answer.Usage = spoken, answer.Usage.plus(spent)
		if err == nil {
			e.settle(spoken)
			return answer, nil
		}
		failure := e.explain(err)
		if a.told {
			return answer, failure
		}
		if lacking, found := lackedBy(failure, t.used()); found {
			without[lacking] = failure.Message
			if !badSchema(failure) {
				e.learn(lacking, failure.Message)
			}
			spent = answer.Usage
			continue
		}
		if failure.Kind == NoRoute && first == nil && e.settings.Dialect == "" {
			first, spoken = failure, other(spoken)
			continue
		}
		if failure.Kind == NoRoute && first != nil {
			failure = first
		}
		return answer, failure
	}
}

func other(d Dialect) Dialect {
	if d == Chat {
		return Responses
	}
	return Chat
}

// once asks once, and judges the answer.
func (e *Endpoint) once(ctx context.Context, t turn, a *assembly) (Answer, error) {
	speak := e.adapters[t.dialect]
	ask := speak.whole
	if t.streamed {
		ask = speak.stream
	}
	err := ask(ctx, t, a)
	var whole *unstreamed
	if errors.As(err, &whole) {
		e.learn(Streaming, whole.Error())
		err = speak.decode(whole.body, a)
	}
	answer, incomplete := a.answer()
	if err == nil {
		err = incomplete
	}
	if err == nil {
		err = t.judge(&answer)
	}
	if err != nil {
		answer.Stop = ""
	}
	return answer, err
}

// settle remembers the first dialect that worked. One that a single request
// needed later does not replace it.
func (e *Endpoint) settle(spoken Dialect) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.settled {
		e.dialect, e.settled = spoken, true
	}
}

func (e *Endpoint) learn(lacking Ability, words string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.without[lacking] = words
}

// explain makes an *Error that names model and endpoint of whatever went
// wrong. What is not one already came of an answer that could not be decoded,
// or of the SDK, which refuses some requests by the name of the model.
func (e *Endpoint) explain(err error) *Error {
	var failure *Error
	if !errors.As(err, &failure) {
		failure = &Error{Kind: Malformed, Message: plain(err.Error()), Err: hidden{err}}
		for refusal, as := range refusals {
			if errors.Is(err, refusal) {
				failure.Kind, failure.Param = as.kind, as.param
			}
		}
	}
	known := *failure
	known.Endpoint, known.Model = e.settings.base(), e.settings.Model
	return &known
}

// refusals are those of the SDK.
var refusals = map[error]struct {
	kind  Kind
	param string
}{
	openai.ErrReasoningToolsRequireResponses:    {NoRoute, ""},
	openai.ErrChatCompletionInvalidModel:        {NoRoute, ""},
	openai.ErrReasoningSamplingUnsupported:      {Invalid, "temperature"},
	openai.ErrReasoningModelLimitationsOther:    {Invalid, "temperature"},
	openai.ErrReasoningEffortUnsupported:        {Invalid, "reasoning_effort"},
	openai.ErrReasoningModelMaxTokensDeprecated: {Invalid, "max_tokens"},
	openai.ErrReasoningModelLimitationsLogprobs: {Invalid, "logprobs"},
	openai.ErrChatCompletionStreamNotSupported:  {Invalid, "stream"},
}
