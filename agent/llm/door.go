package llm

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	"github.com/sony/gobreaker/v2"
)

const (
	restAfter = 3 // failures in a row, each after its retries
	restFor   = 30 * time.Second
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
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: connect}).DialContext,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    4,
		MaxResponseHeaderBytes: 256 << 10,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    connect,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
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
			return nil, &Error{Kind: unless(ctx, Unauthorised), Message: plain(d.who.hide(err.Error())), Err: hidden{err}}
		}
		attempt, err := fresh(request)
		if err != nil {
			return nil, &Error{Kind: Invalid, Err: err}
		}
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

// fresh is a copy of a request without the marks of an identity, which in
// dated mode the SDK adds though it knows none.
func fresh(request *http.Request) (*retryablehttp.Request, error) {
	again := request.Clone(request.Context())
	if request.GetBody != nil {
		body, err := request.GetBody()
		if err != nil {
			return nil, err
		}
		again.Body = body
	}
	again.Header.Del("Authorization")
	again.Header.Del("Api-Key")
	return retryablehttp.FromRequest(again)
}
