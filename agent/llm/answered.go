package llm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

const (
	mostBody      = 16 << 20 // bytes of one response
	mostErrorBody = 64 << 10
)

// answered lets a response of success through, bounded.
func (d *door) answered(ctx context.Context, response *http.Response) (*http.Response, error) {
	kind, _, _ := strings.Cut(response.Header.Get("Content-Type"), ";")
	kind = strings.TrimSpace(kind)
	streamed := response.Request.Header.Get("Accept") == eventStream
	if response.StatusCode == http.StatusOK && streamed && (kind == eventStream || kind == "") {
		response.Body = newEvents(ctx, response.Body, d.who.hide)
		return response, nil
	}
	defer response.Body.Close()
	most := int64(mostErrorBody)
	if response.StatusCode == http.StatusOK {
		most = mostBody
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, most+1))
	switch {
	case response.StatusCode != http.StatusOK:
		e := accuse(response.StatusCode, []byte(d.who.hide(string(body))))
		e.RetryAfter, _ = retryAfter(response.Header)
		return nil, e
	case err != nil:
		return nil, interrupted(ctx, err)
	case int64(len(body)) > most:
		return nil, &Error{Kind: Overlong, Message: fmt.Sprintf("more than %d MiB", mostBody>>20)}
	case !strings.HasSuffix(kind, "json"):
		return nil, &Error{Kind: Malformed, Status: response.StatusCode, Message: fmt.Sprintf("it answers with %q, not with JSON: is the endpoint's path right?", plain(kind))}
	case streamed:
		return nil, &unstreamed{body}
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

// unstreamed is a whole answer where a stream was asked for.
type unstreamed struct{ body []byte }

func (u *unstreamed) Error() string { return "a whole answer instead of a stream" }

// interrupted is the error of a body that broke off.
func interrupted(ctx context.Context, err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	kind := unless(ctx, CutOff)
	if errors.Is(err, errIdle) {
		kind = TimedOut
	}
	return &Error{Kind: kind, Message: plain(err.Error()), Err: hidden{err}}
}

// hidden keeps the identity of an error for errors.Is and not its text, which
// may hold what must not be shown.
type hidden struct{ error }

func (h hidden) Error() string { return "no more is known" }
func (h hidden) Unwrap() error { return h.error }

// unless is the kind of a failure, if it was not the caller who gave up.
func unless(ctx context.Context, kind Kind) Kind {
	switch {
	case ctx.Err() == nil:
		return kind
	case errors.Is(context.Cause(ctx), context.Canceled):
		return Cancelled
	}
	return TimedOut
}

func (d *door) unanswered(ctx context.Context, err error) error {
	var outer *url.Error // says method and URL once more
	if errors.As(err, &outer) {
		err = outer.Err
	}
	kind := unless(ctx, Unreachable)
	if errors.Is(err, errFirstByte) || errors.Is(err, errIdle) {
		kind = TimedOut
	}
	if errors.Is(err, errRedirect) {
		kind = NoRoute
	}
	return &Error{Kind: kind, Message: plain(d.who.hide(err.Error())), Err: hidden{err}}
}
