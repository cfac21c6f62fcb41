package llm

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

const (
	eventStream = "text/event-stream"
	done        = "[DONE]"
	mostEvent   = 2 << 20 // bytes of one event; the last one of a Responses stream repeats the whole answer
)

// events reads a stream of server-sent events and hands it on with one event
// a line, bounded, without comments and names. It stands below the SDK, whose
// reader keeps lines of any length, cannot tell a stream that was cut from one
// that ended, and loses errors that carry a name.
type events struct {
	body  io.ReadCloser
	lines *bufio.Reader
	ctx   context.Context
	hide  func(string) string // the key, in the words of an error
	read  int                 // bytes so far
	data  []byte              // of the event that is being read
	out   []byte              // not yet handed on
	err   error               // after out
}

func newEvents(ctx context.Context, body io.ReadCloser, hide func(string) string) *events {
	return &events{body: body, lines: bufio.NewReaderSize(body, 32<<10), ctx: ctx, hide: hide}
}

func (e *events) Close() error { return e.body.Close() }

func (e *events) Read(p []byte) (int, error) {
	for len(e.out) == 0 {
		if e.err != nil {
			return 0, e.err
		}
		e.next()
	}
	n := copy(p, e.out)
	e.out = e.out[n:]
	return n, nil
}

// next reads one line, and hands the event on that it ends.
func (e *events) next() {
	line, err := e.line()
	if value, ok := bytes.CutPrefix(line, []byte("data:")); ok {
		if len(e.data) > 0 {
			e.data = append(e.data, ' ') // a line break between tokens of JSON
		}
		e.data = append(e.data, bytes.TrimSpace(value)...)
		if len(e.data) > mostEvent {
			err = &Error{Kind: Overlong, Message: fmt.Sprintf("an event of more than %d MiB", mostEvent>>20)}
		}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		e.err = interrupted(e.ctx, err)
		return
	}
	// The last event may lack its empty line, but not a part of itself.
	if len(line) == 0 && err == nil || err != nil && (json.Valid(e.data) || string(e.data) == done) {
		e.dispatch()
	}
	if err != nil && e.err == nil {
		e.err = io.EOF
	}
}

// line is the next line without its end.
func (e *events) line() ([]byte, error) {
	var line []byte
	for {
		part, err := e.lines.ReadSlice('\n')
		if e.read += len(part); e.read > mostBody {
			return nil, &Error{Kind: Overlong, Message: fmt.Sprintf("a stream of more than %d MiB", mostBody>>20)}
		}
		if line = append(line, part...); len(line) > mostEvent {
			return nil, &Error{Kind: Overlong, Message: fmt.Sprintf("a line of more than %d MiB", mostEvent>>20)}
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimSpace(line), err
		}
	}
}

func (e *events) dispatch() {
	data := e.data
	if e.data = nil; len(data) == 0 {
		return
	}
	if reportsFault(data) {
		e.err = accuse(200, []byte(e.hide(string(data))))
		return
	}
	e.out = []byte("data: ")
	if rest, first := bytes.CutPrefix(data, []byte("{")); first {
		e.out = append(e.out, "{ "...) // the SDK takes {"error": for an error, even if it is null
		data = rest
	}
	e.out = append(append(e.out, data...), '\n')
	if string(data) == done {
		e.err = io.EOF
	}
}

// reportsFault says whether an event of either dialect is an error.
func reportsFault(data []byte) bool {
	if !bytes.Contains(data, []byte(`error`)) {
		return false
	}
	var event struct {
		Type  json.RawMessage `json:"type"`
		Error json.RawMessage `json:"error"`
	}
	if json.Unmarshal(data, &event) != nil {
		return false // whoever decodes it will complain
	}
	return scalar(event.Type) == "error" || len(event.Error) > 0 && string(event.Error) != "null"
}
