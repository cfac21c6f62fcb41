package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// Outcome of one point of an examination.
type Outcome string

const (
	NotTried Outcome = ""
	Works    Outcome = "works"
	Without  Outcome = "done without" // the endpoint lacks it, and the purpose is reached another way
	NotSeen  Outcome = "not seen"     // the model chose otherwise, which proves nothing
	Fails    Outcome = "fails"
)

// Point is one thing that was tried.
type Point struct {
	Asks    string  `json:"asks"`
	Outcome Outcome `json:"outcome"`
	Says    string  `json:"says,omitempty"`
}

// Examination is what an endpoint was found to be able to do.
type Examination struct {
	Endpoint string             `json:"endpoint"`
	Model    string             `json:"model"`
	Served   string             `json:"served,omitempty"` // the model as the endpoint names it
	Dialect  Dialect            `json:"dialect,omitempty"`
	Points   []Point            `json:"points"`
	Lacks    map[Ability]string `json:"lacks,omitempty"`
	Bill     Bill               `json:"bill"`
}

// Usable says whether all was tried, and nothing failed.
func (x Examination) Usable() bool {
	for _, p := range x.Points {
		if p.Outcome == Fails || p.Outcome == NotTried {
			return false
		}
	}
	return len(x.Points) > 0
}

// What is asked, in order.
const (
	answers = "does it answer"
	streams = "does it stream"
	counts  = "does it tell the tokens"
	schemas = "does it keep to a schema"
	tools   = "does it call a tool"
	several = "does it call two at once"
	results = "does it take results"
)

// The questions hold nothing of any cluster.
var (
	sayReady = Request{Messages: []Message{
		{Role: System, Text: "This is a test of a connection. Do what the user asks, and no more."},
		{Role: User, Text: "Answer with the word ready."},
	}}
	colours = &Output{Name: "colour", Schema: json.RawMessage(`{"type":"object","properties":{"colour":{"type":"string","enum":["red","green"]}},"required":["colour"],"additionalProperties":false}`)}
	weigh   = Tool{Name: "weigh", Description: "Tells the weight of a fruit.", Strict: true, Parameters: json.RawMessage(`{"type":"object","properties":{"fruit":{"type":"string","enum":["apple","pear"]}},"required":["fruit"],"additionalProperties":false}`)}
)

// Examine tries with a few short questions what the planner will need.
func Examine(ctx context.Context, e *Endpoint) Examination {
	x := Examination{Endpoint: e.settings.base(), Model: e.settings.Model}
	account := &Account{Provider: e, Price: e.settings.Price}
	examiner{account, e, &x}.all(ctx)
	x.Bill, x.Lacks = account.Bill(), e.Lacks()
	return x
}

type examiner struct {
	Provider
	endpoint *Endpoint
	x        *Examination
}

func (e examiner) note(asks string, outcome Outcome, says string) {
	e.x.Points = append(e.x.Points, Point{asks, outcome, says})
}

// unless is Works, or Without if the endpoint is known to lack an ability.
func (e examiner) unless(a Ability) (Outcome, string) {
	if words, lacking := e.endpoint.Lacks()[a]; lacking {
		return Without, words
	}
	return Works, ""
}

func (e examiner) all(ctx context.Context) {
	answer, err := e.Answer(ctx, sayReady, nil)
	if err != nil {
		e.note(answers, Fails, withAdvice(err))
		for _, asks := range []string{streams, counts, schemas, tools, several, results} {
			e.note(asks, NotTried, "")
		}
		return
	}
	e.x.Served, e.x.Dialect = answer.Model, answer.Dialect
	e.note(answers, Works, fmt.Sprintf("in %.1f s", answer.Duration.Seconds()))
	outcome, says := e.unless(Streaming)
	e.note(streams, outcome, says)
	if answer.Usage.Known {
		e.note(counts, Works, "")
	} else {
		e.note(counts, Without, "costs will not be known")
	}
	e.schema(ctx)
	e.tools(ctx)
}

func (e examiner) schema(ctx context.Context) {
	ask := Request{Messages: []Message{sayReady.Messages[0], {Role: User, Text: "Choose a colour."}}, Output: colours}
	if _, err := e.Answer(ctx, ask, nil); err != nil {
		e.note(schemas, Fails, withAdvice(err))
		return
	}
	outcome, says := e.unless(JSONSchema)
	e.note(schemas, outcome, says)
}

func (e examiner) tools(ctx context.Context) {
	ask := Request{Messages: []Message{sayReady.Messages[0], {Role: User, Text: "Weigh an apple and a pear with the tool, both at once, then tell the sum."}}, Tools: []Tool{weigh}, Choice: MustCall}
	answer, err := e.Answer(ctx, ask, nil)
	calls := answer.Message.Calls
	fits := len(calls) > 0
	for _, c := range calls {
		fits = fits && c.Name == weigh.Name && c.Broken == ""
	}
	if err == nil && !fits {
		err = errors.New("it wrote something else than a call of the tool")
	}
	if err != nil {
		e.note(tools, Fails, withAdvice(err))
		e.note(several, NotTried, "")
		e.note(results, NotTried, "")
		return
	}
	e.note(tools, Works, "")
	if len(calls) > 1 {
		e.note(several, Works, "")
	} else {
		e.note(several, NotSeen, "")
	}
	ask.Messages = append(ask.Messages, answer.Message)
	for _, c := range calls {
		ask.Messages = append(ask.Messages, Message{Role: Result, CallID: c.ID, Text: `{"grams":150}`})
	}
	ask.Choice = NoCalls
	if _, err := e.Answer(ctx, ask, nil); err != nil {
		e.note(results, Fails, withAdvice(err))
		return
	}
	outcome, says := e.unless(ToolChoice)
	if _, lacking := e.endpoint.Lacks()[ParallelCalls]; lacking {
		outcome, says = e.unless(ParallelCalls)
	}
	e.note(results, outcome, says)
}

func withAdvice(err error) string {
	var failure *Error
	if errors.As(err, &failure) && failure.Advice() != "" {
		return err.Error() + ". Next: " + failure.Advice() + "."
	}
	return err.Error()
}
