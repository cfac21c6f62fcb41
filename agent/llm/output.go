package llm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// inWords adds an output's schema to the first message of the system, for an
// endpoint that does not take it apart from the messages. Many templates allow
// no such message but the first.
func inWords(messages []Message, o *Output) []Message {
	var schema bytes.Buffer
	if json.Compact(&schema, o.Schema) != nil {
		schema.Reset() // Request.check has found it valid
	}
	words := "Answer with one JSON value that satisfies this JSON schema, and with nothing else: " + schema.String()
	if len(messages) > 0 && messages[0].Role == System {
		first := messages[0]
		first.Text += "\n\n" + words
		return append([]Message{first}, messages[1:]...)
	}
	return append([]Message{{Role: System, Text: words}}, messages...)
}

// fit holds a text against the schema. Also what was decoded under it is held
// against it: endpoints differ in how much of a schema they obey.
func (o *Output) fit(text string) (json.RawMessage, error) {
	text = strings.TrimSpace(text)
	if inner, fenced := strings.CutPrefix(text, "```"); fenced {
		inner = strings.TrimPrefix(inner, "json")
		text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(inner), "```"))
	}
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return nil, &Error{Kind: Malformed, Message: "the answer is not JSON: " + plain(err.Error())}
	}
	var schema jsonschema.Schema
	if err := json.Unmarshal(o.Schema, &schema); err != nil {
		return nil, &Error{Kind: Invalid, Message: fmt.Sprintf("cannot read the schema %s: %s", o.Name, plain(err.Error()))}
	}
	resolved, err := schema.Resolve(nil)
	if err != nil {
		return nil, &Error{Kind: Invalid, Message: fmt.Sprintf("cannot resolve the schema %s: %s", o.Name, plain(err.Error()))}
	}
	if err := resolved.Validate(value); err != nil {
		return nil, &Error{Kind: Malformed, Message: "the answer does not fit the schema: " + plain(err.Error())}
	}
	return json.RawMessage(text), nil
}
