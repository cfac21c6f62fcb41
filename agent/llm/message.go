package llm

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
)

// Role says who speaks.
type Role string

const (
	System    Role = "system"
	User      Role = "user"
	Assistant Role = "assistant"
	Result    Role = "tool" // what a tool returned to a call
)

// Message is one entry of a conversation.
type Message struct {
	Role   Role   `json:"role"`
	Text   string `json:"text,omitempty"`
	Calls  []Call `json:"calls,omitempty"`  // of the assistant
	CallID string `json:"callId,omitempty"` // of a result: the call that it answers
	// Carry is what the endpoint that made this message wants back as it said
	// it, such as encrypted reasoning. It may be dropped, never altered.
	Carry []json.RawMessage `json:"carry,omitempty"`
}

// Call is the model's wish that a tool be called.
type Call struct {
	ID        string          `json:"id"`
	Name      string          `json:"name"`
	Arguments json.RawMessage `json:"arguments,omitempty"` // a JSON object, or nothing if Broken says something
	Broken    string          `json:"broken,omitempty"`    // what the model wrote where an object belongs
}

// Tool is one that the model may call.
type Tool struct {
	Name        string
	Description string
	Parameters  json.RawMessage // JSON schema of an object
	Strict      bool            // the schema keeps to what strict decoding allows
}

// Output is the JSON schema that an answer must satisfy. It must keep to what
// strict decoding allows: every property required, none additional.
type Output struct {
	Name   string
	Schema json.RawMessage
}

// Choice says whether tools may be called.
type Choice string

const (
	Free     Choice = ""         // as the model sees fit
	MustCall Choice = "required" // at least one
	NoCalls  Choice = "none"     // answer now; the tools stay in the prompt, so that its cached beginning stays the same
)

// Request is one turn that is asked of a model.
type Request struct {
	Messages  []Message
	Tools     []Tool
	Choice    Choice
	Single    bool    // ask for at most one call; an endpoint may not know the wish
	Output    *Output // nil for prose
	MaxTokens int     // of the answer, reasoning included; 0 leaves it to the settings
	Effort    string  // of reasoning; "" leaves it to the settings
}

var toolName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// check finds what no endpoint would take, before anything is sent.
func (r Request) check() error {
	var bad []error
	if len(r.Messages) == 0 {
		bad = append(bad, errors.New("a request needs a message"))
	}
	open := map[string]bool{}
	for i, m := range r.Messages {
		switch {
		case m.Role == Result && !open[m.CallID]:
			bad = append(bad, fmt.Errorf("message %d answers call %q, which nobody made or which is answered already", i, m.CallID))
		case m.Role != Result && len(open) > 0:
			bad = append(bad, fmt.Errorf("message %d stands before the results of %d calls", i, len(open)))
			clear(open)
		case m.Role != System && m.Role != User && m.Role != Assistant && m.Role != Result:
			bad = append(bad, fmt.Errorf("message %d has the unknown role %q", i, m.Role))
		case m.Role != Assistant && len(m.Calls) > 0:
			bad = append(bad, fmt.Errorf("message %d of role %s calls a tool", i, m.Role))
		}
		delete(open, m.CallID)
		for _, c := range m.Calls {
			if open[c.ID] || c.ID == "" {
				bad = append(bad, fmt.Errorf("message %d makes call %q twice, or without an ID", i, c.ID))
			}
			open[c.ID] = true
		}
	}
	if len(open) > 0 {
		bad = append(bad, fmt.Errorf("%d calls have no result", len(open)))
	}
	for _, t := range r.Tools {
		if !toolName.MatchString(t.Name) || !json.Valid(t.Parameters) {
			bad = append(bad, fmt.Errorf("tool %q needs a name of letters, digits, _ and -, and a schema", t.Name))
		}
	}
	if r.Output != nil && (!toolName.MatchString(r.Output.Name) || !json.Valid(r.Output.Schema)) {
		bad = append(bad, fmt.Errorf("output %q needs a name of letters, digits, _ and -, and a schema", r.Output.Name))
	}
	return errors.Join(bad...)
}
