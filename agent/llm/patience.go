package llm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	connect      = 10 * time.Second
	firstByte    = 90 * time.Second // until a stream begins; some endpoints send no header before the first token
	idle         = 60 * time.Second // between two pieces of a body
	total        = 5 * time.Minute  // of one answer, with its retries
	shortestWait = 500 * time.Millisecond
	longestWait  = 30 * time.Second
)

var (
	errFirstByte = errors.New("no answer began in time")
	errIdle      = errors.New("the answer stopped arriving")
)

// patience bounds how long a response may take to begin, if it is a stream,
// and how long its body may pause. One that is not a stream begins when all of
// it is made, which only the time of the whole answer bounds.
type patience struct {
	base            http.RoundTripper
	firstByte, idle time.Duration
}

func (p patience) RoundTrip(request *http.Request) (*http.Response, error) {
	if n := attempts(request.Context()); n != nil {
		n.Add(1)
	}
	ctx, cancel := context.WithCancelCause(request.Context())
	watch := func() bool { return true }
	if request.Header.Get("Accept") == eventStream {
		watch = time.AfterFunc(p.firstByte, func() { cancel(fmt.Errorf("%w: %s", errFirstByte, p.firstByte)) }).Stop
	}
	response, err := p.base.RoundTrip(request.WithContext(ctx))
	watch()
	if err != nil {
		if cause := context.Cause(ctx); errors.Is(cause, errFirstByte) {
			err = cause
		}
		cancel(nil)
		return nil, err
	}
	timer := time.AfterFunc(p.idle, func() { cancel(fmt.Errorf("%w for %s", errIdle, p.idle)) })
	timer.Stop()
	response.Body = &patientBody{response.Body, ctx, cancel, timer, p.idle}
	return response, nil
}

type patientBody struct {
	io.ReadCloser
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
	idle   time.Duration
}

// Read counts only the time that it waits, and not what its reader takes.
func (b *patientBody) Read(p []byte) (int, error) {
	b.timer.Reset(b.idle)
	n, err := b.ReadCloser.Read(p)
	b.timer.Stop()
	if cause := context.Cause(b.ctx); err != nil && !errors.Is(err, io.EOF) && cause != nil {
		err = cause
	}
	return n, err
}

func (b *patientBody) Close() error {
	b.timer.Stop()
	b.cancel(nil)
	return b.ReadCloser.Close()
}
