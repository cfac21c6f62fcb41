package llmtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// Call is a tool call of the model. Arguments is sent as it stands.
type Call struct{ ID, Name, Arguments string }

// Tokens are the usage that the answer tells.
type Tokens struct{ Input, Cached, Output, Reasoning int }

// Say is an answer of the model.
type Say struct {
	Text     string
	Calls    []Call
	Refusal  string
	Stop     string // finish_reason of Chat Completions; "" is told from the rest. "length" and "content_filter" are translated
	Tokens   *Tokens
	Thinking string // encrypted reasoning, in Responses
	Azure    bool   // with the extra fields and chunks of Azure
	// Bare leaves the output out of the last event of Responses, and ids out
	// of calls of Chat Completions, as some servers do.
	Bare bool
}

const model = "model-as-served"

func (s Say) play(w http.ResponseWriter, _ *http.Request, request Request) {
	switch {
	case request.Chat() && request.Streamed():
		s.stream(w, s.chatChunks(), "[DONE]")
	case request.Chat():
		s.whole(w, s.chatWhole())
	case request.Streamed():
		s.stream(w, s.responseEvents(), "")
	default:
		s.whole(w, s.response())
	}
}

func (s Say) stream(w http.ResponseWriter, events []object, last string) {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	fmt.Fprint(w, ": keep-alive\n\n")
	for _, e := range events {
		if kind, named := e["type"].(string); named {
			fmt.Fprintf(w, "event: %s\n", kind)
		}
		fmt.Fprintf(w, "data: %s\n\n", write(e))
	}
	if last != "" {
		fmt.Fprintf(w, "data: %s\n\n", last)
	}
}

func (s Say) whole(w http.ResponseWriter, o object) {
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprint(w, write(o))
}

type object = map[string]any

func write(o object) string {
	text, err := json.Marshal(o)
	if err != nil {
		panic(err) // only a script's author can cause it
	}
	return string(text)
}

// pieces cuts a text as a model's tokens do, also within words and characters
// of JSON strings. A long text is not cut finer than needed.
func pieces(text string) (list []string) {
	size := max(7, len(text)/200)
	for len(text) > 0 {
		n := min(size, len(text))
		for n < len(text) && text[n]&0xC0 == 0x80 { // not within a rune
			n++
		}
		list = append(list, text[:n])
		text = text[n:]
	}
	return list
}

func (s Say) finishReason() string {
	switch {
	case s.Stop != "":
		return s.Stop
	case len(s.Calls) > 0:
		return "tool_calls"
	}
	return "stop"
}

// Events is the stream of an answer as it would be sent for a request of Chat
// Completions or of Responses, to be cut and bent by a fault.
func (s Say) Events(chat bool) string {
	var b strings.Builder
	events := s.responseEvents()
	if chat {
		events = s.chatChunks()
	}
	for _, e := range events {
		fmt.Fprintf(&b, "data: %s\n\n", write(e))
	}
	return b.String()
}
