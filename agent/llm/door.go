package llm

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	"github.com/sony/gobreaker/v2"
)

const (
	mostBody      = 16 << 20 // bytes of one response
	mostErrorBody = 64 << 10
	restAfter     = 3 // failures in a row, each after its retries
	restFor       = 30 * time.Second
)

// door is the one way out. The SDK calls it for every request, and gets a
// response only if it is one of success: bounded, and if streamed, clean
// events. Everything else is an *Error, made here because only here the
// response's headers are at hand.
type door struct {
	client  *retryablehttp.Client
	breaker *gobreaker.CircuitBreaker[*http.Response]
	who     identity
}

func newDoor(s Settings, who identity) *door {
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: 4,
		IdleConnTimeout:     90 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second,
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12},
	}
	d := &door{who: who, client: retryablehttp.NewClient()}
	d.client.Logger = nil
	d.client.HTTPClient = &http.Client{
		Transport:     patience{transport, s.FirstByte.or(firstByte), s.Idle.or(idle)},
		CheckRedirect: sameHost,
	}
	d.client.RetryMax = s.retries()
	d.client.RetryWaitMin, d.client.RetryWaitMax = s.shortest.or(shortestWait), s.LongestWait.or(longestWait)
	d.client.CheckRetry, d.client.Backoff = retry(d.client.RetryWaitMax), backoff
	d.client.ErrorHandler = retryablehttp.PassthroughErrorHandler
	d.breaker = gobreaker.NewCircuitBreaker[*http.Response](gobreaker.Settings{ //nolint:bodyclose // there is no response here
		Timeout:      restFor,
		ReadyToTrip:  func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= restAfter },
		IsSuccessful: func(err error) bool { return !is(err, Unreachable, Unavailable, TimedOut) },
		IsExcluded:   func(err error) bool { return is(err, Cancelled) },
	})
	return d
}

// is says whether err is an *Error of one of the kinds.
func is(err error, kinds ...Kind) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	for _, k := range kinds {
		if e.Kind == k {
			return true
		}
	}
	return false
}

var errRedirect = errors.New("it redirects")

func sameHost(to *http.Request, via []*http.Request) error {
	if from := via[0].URL; to.URL.Scheme != from.Scheme || to.URL.Host != from.Host {
		return fmt.Errorf("%w to another host, %s: if that is right, make it the endpoint", errRedirect, plain(to.URL.Scheme+"://"+to.URL.Host))
	}
	if len(via) > 3 || to.Method != via[0].Method {
		return fmt.Errorf("%w in a circle, or so that the request is lost", errRedirect)
	}
	return nil
}

// Do is what the SDK calls.
func (d *door) Do(request *http.Request) (*http.Response, error) {
	response, err := d.breaker.Execute(func() (*http.Response, error) { return d.admitted(request) })
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return nil, &Error{Kind: Paused, Err: err, RetryAfter: restFor}
	}
	return response, err
}

// admitted asks with the caller's identity, and once more with a fresh one if
// that is not accepted.
func (d *door) admitted(request *http.Request) (*http.Response, error) {
	ctx := request.Context()
	for first := true; ; first = false {
		header, value, err := d.who.header(ctx)
		if err != nil {
			return nil, &Error{Kind: unless(ctx, Unauthorised), Message: plain(err.Error()), Err: hidden{err}}
		}
		attempt, err := retryablehttp.FromRequest(request.Clone(ctx))
		if err != nil {
			return nil, &Error{Kind: Invalid, Err: err}
		}
		if request.GetBody != nil { // FromRequest has read the one of the clone
			if request.Body, err = request.GetBody(); err != nil {
				return nil, &Error{Kind: Invalid, Err: err}
			}
		}
		attempt.Header.Del("Authorization")
		attempt.Header.Del("Api-Key")
		if header != "" {
			attempt.Header.Set(header, value)
		}
		response, err := d.client.Do(attempt)
		if err != nil {
			if response != nil && response.Body != nil {
				response.Body.Close()
			}
			return nil, d.unanswered(ctx, err)
		}
		if response.StatusCode == http.StatusUnauthorized && first && d.who.renew() {
			response.Body.Close()
			continue
		}
		return d.answered(ctx, response)
	}
}

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
	return &Error{Kind: kind, Message: d.who.hide(plain(err.Error())), Err: hidden{err}}
}

// answered lets a response of success through, bounded.
func (d *door) answered(ctx context.Context, response *http.Response) (*http.Response, error) {
	kind, _, _ := strings.Cut(response.Header.Get("Content-Type"), ";")
	kind = strings.TrimSpace(kind)
	streamed := response.Request.Header.Get("Accept") == eventStream
	if response.StatusCode == http.StatusOK && streamed && (kind == eventStream || kind == "") {
		response.Body = newEvents(ctx, response.Body)
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
		e := accuse(response.StatusCode, body)
		e.Message = d.who.hide(e.Message)
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
