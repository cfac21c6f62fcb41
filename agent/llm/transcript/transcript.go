// Package transcript keeps a conversation with a model in a file, and plays it
// again without the model.
//
// # Contract
//
// A [Recorder] asks a provider and writes every turn as a line of JSON: what was
// sent, and what came back or failed. A [Player] is a provider that gives the
// answers of such a file in their order, as long as it is asked the same; asked
// something else, it says in which turn and where.
//
// # Why
//
// A run with a real model can be kept as a test that needs none. What was sent is
// kept in full, since a prompt that changed makes the answer one to another
// question. It went through the fence, so a file holds what the model was shown
// and nothing else of the cluster.
package transcript

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/netwhy/netwhy/agent/llm"
)

const mostLine = 32 << 20 // bytes of one turn

// turn is one line.
type turn struct {
	Request llm.Request `json:"request"`
	Answer  llm.Answer  `json:"answer"`
	Failed  *failure    `json:"failed,omitempty"`
}

// failure is an error of a provider, without what it wraps.
type failure struct {
	Kind    llm.Kind `json:"kind"`
	Message string   `json:"message"`
}

// Recorder is a provider that writes down what is said. An answer that cannot be
// written is an error.
type Recorder struct {
	Provider llm.Provider
	To       io.Writer

	mu sync.Mutex
}

// Answer implements [llm.Provider].
func (r *Recorder) Answer(ctx context.Context, request llm.Request, each func(llm.Delta)) (llm.Answer, error) {
	answer, err := r.Provider.Answer(ctx, request, each)
	t := turn{Request: request, Answer: answer}
	if err != nil {
		t.Failed = &failure{Message: err.Error()}
		var known *llm.Error
		if errors.As(err, &known) {
			t.Failed = &failure{Kind: known.Kind, Message: known.Message}
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if unwritten := json.NewEncoder(r.To).Encode(t); unwritten != nil {
		return answer, errors.Join(err, fmt.Errorf("cannot record the conversation: %w", unwritten))
	}
	return answer, err
}

// Player is a provider that repeats a conversation.
type Player struct {
	mu    sync.Mutex
	turns []turn
	next  int
}

// Read reads a conversation to be played.
func Read(from io.Reader) (*Player, error) {
	p := &Player{}
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, mostLine)
	for lines.Scan() {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		decoder.DisallowUnknownFields()
		var t turn
		if err := decoder.Decode(&t); err != nil {
			return nil, fmt.Errorf("cannot read turn %d of the conversation: %w", len(p.turns)+1, err)
		}
		p.turns = append(p.turns, t)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("cannot read the conversation: %w", err)
	}
	if len(p.turns) == 0 {
		return nil, errors.New("cannot play the conversation: it holds no turn")
	}
	return p, nil
}

// Left is how many turns were not played.
func (p *Player) Left() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.turns) - p.next
}

// Answer implements [llm.Provider].
func (p *Player) Answer(ctx context.Context, request llm.Request, _ func(llm.Delta)) (llm.Answer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if ctx.Err() != nil {
		return llm.Answer{}, &llm.Error{Kind: llm.Cancelled, Message: ctx.Err().Error(), Err: ctx.Err()}
	}
	n := p.next
	if n == len(p.turns) {
		return llm.Answer{}, fmt.Errorf("cannot play turn %d: the conversation has %d", n+1, len(p.turns))
	}
	if where, err := differs(p.turns[n].Request, request); where != "" || err != nil {
		return llm.Answer{}, errors.Join(err, fmt.Errorf("cannot play turn %d: it was asked something else then, from %s on", n+1, where))
	}
	p.next++
	if f := p.turns[n].Failed; f != nil {
		return p.turns[n].Answer, &llm.Error{Kind: f.Kind, Message: f.Message}
	}
	return p.turns[n].Answer, nil
}

// differs says where two requests differ, "" if they do not.
func differs(was, is llm.Request) (string, error) {
	for i := range max(len(was.Messages), len(is.Messages)) {
		if i >= len(was.Messages) || i >= len(is.Messages) {
			return fmt.Sprintf("message %d", i+1), nil
		}
		if same, err := equal(was.Messages[i], is.Messages[i]); !same || err != nil {
			return fmt.Sprintf("message %d", i+1), err
		}
	}
	same, err := equal(was, is)
	if !same {
		return "its tools or its form", err
	}
	return "", err
}

func equal(a, b any) (bool, error) {
	x, err := json.Marshal(a)
	if err != nil {
		return false, fmt.Errorf("cannot compare: %w", err)
	}
	y, err := json.Marshal(b)
	if err != nil {
		return false, fmt.Errorf("cannot compare: %w", err)
	}
	return bytes.Equal(x, y), nil
}
