package llm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

const (
	mostText  = 1 << 20 // bytes of text and arguments of one answer
	mostCalls = 64
)

// assembly puts an answer together from what arrives, whole or in pieces.
type assembly struct {
	each    func(Delta)
	told    bool // each was told text, which cannot be taken back
	text    strings.Builder
	refusal strings.Builder
	calls   []*piecedCall
	size    int
	carry   []json.RawMessage
	usage   Usage
	model   string
	ended   bool // the endpoint said that this is all
	stop    Stop
}

type piecedCall struct {
	key       string // what the pieces have in common
	id, name  string
	arguments strings.Builder
}

func (a *assembly) tell(d Delta) {
	if a.each != nil {
		a.told = a.told || d.Text != ""
		a.each(d)
	}
}

func (a *assembly) grow(n int) error {
	if a.size += n; a.size > mostText {
		return &Error{Kind: Overlong, Message: fmt.Sprintf("more than %d MiB of text", mostText>>20)}
	}
	return nil
}

func (a *assembly) addText(text string) error {
	if text == "" {
		return nil
	}
	a.text.WriteString(text)
	a.tell(Delta{Text: text})
	return a.grow(len(text))
}

func (a *assembly) addRefusal(text string) error {
	a.refusal.WriteString(text)
	return a.grow(len(text))
}

// addCall adds a piece to the call that has the key. A piece that brings
// another ID begins another call: some servers give all calls the same index.
func (a *assembly) addCall(key, id, name, arguments string) error {
	index := -1
	for i, c := range a.calls {
		if c.key == key && (id == "" || c.id == "" || c.id == id) {
			index = i
		}
	}
	if index < 0 {
		if index = len(a.calls); index == mostCalls {
			return &Error{Kind: Overlong, Message: fmt.Sprintf("more than %d calls at once", mostCalls)}
		}
		a.calls = append(a.calls, &piecedCall{key: key})
	}
	c := a.calls[index]
	if id != "" {
		c.id = id
	}
	if name != "" {
		c.name = name
	}
	c.arguments.WriteString(arguments)
	a.tell(Delta{Call: &CallDelta{Index: index, ID: id, Name: name, Arguments: arguments}})
	return a.grow(len(id) + len(name) + len(arguments))
}

// answer is the whole.
func (a *assembly) answer() (Answer, error) {
	answer := Answer{
		Message: Message{Role: Assistant, Text: a.text.String(), Carry: a.carry},
		Stop:    a.stop, Usage: a.usage, Model: plain(a.model),
	}
	if !a.ended {
		return answer, &Error{Kind: CutOff, Message: "the stream ended before the answer did"}
	}
	if a.refusal.Len() > 0 {
		return answer, &Error{Kind: Declined, Message: plain(a.refusal.String())}
	}
	if a.stop == Length {
		answer.Message.Carry = nil // what belongs to a call that is left out must not be sent back
		return answer, nil
	}
	taken := map[string]bool{}
	for i, c := range a.calls {
		call := Call{ID: c.id, Name: c.name}
		if call.ID == "" || taken[call.ID] {
			call.ID = fmt.Sprintf("call_%d_%d", len(a.calls), i)
			answer.Message.Carry = nil
		}
		taken[call.ID] = true
		if written := strings.TrimSpace(c.arguments.String()); written == "" {
			call.Arguments = json.RawMessage("{}") // a tool without arguments
		} else if call.Arguments = object(written); call.Arguments == nil {
			call.Broken = written
		}
		answer.Message.Calls = append(answer.Message.Calls, call)
	}
	if len(answer.Message.Calls) > 0 {
		answer.Stop = Called
	} else if answer.Message.Text == "" {
		return answer, &Error{Kind: Malformed, Message: "the answer is empty"}
	}
	return answer, nil
}

// object is text that is one JSON object.
func object(text string) json.RawMessage {
	raw := []byte(text)
	if !bytes.HasPrefix(raw, []byte("{")) || !json.Valid(raw) {
		return nil
	}
	return raw
}
