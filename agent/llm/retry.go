package llm

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// retry says which attempts are worth another. One that took its full time is
// not: a second would keep the user waiting as long again. Nor is one that the
// endpoint wants to be repeated later than the longest wait.
func retry(longest time.Duration) retryablehttp.CheckRetry {
	return func(ctx context.Context, response *http.Response, err error) (bool, error) {
		if ctx.Err() != nil {
			return false, context.Cause(ctx)
		}
		if err != nil {
			var untrusted *tls.CertificateVerificationError
			return !errors.As(err, &untrusted) && !errors.Is(err, errFirstByte) && !errors.Is(err, errIdle) && !errors.Is(err, errRedirect), nil
		}
		if wait, said := retryAfter(response.Header); said && wait > longest {
			return false, nil
		}
		switch response.StatusCode {
		case http.StatusTooManyRequests:
			return accuse(response.StatusCode, peek(response)).Kind != OutOfQuota, nil
		case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout, 529:
			return accuse(response.StatusCode, peek(response)).Kind != TooLong, nil
		}
		return false, nil
	}
}

// peek reads the beginning of a body and puts it back.
func peek(response *http.Response) []byte {
	body, err := io.ReadAll(io.LimitReader(response.Body, mostErrorBody))
	rest := response.Body
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(body), rest), rest}
	if err != nil {
		return nil // whoever reads on meets the error again
	}
	return body
}

// backoff waits as long as the endpoint asks for, else longer each time; in
// both cases a little more by chance, so that many do not return at once.
func backoff(shortest, longest time.Duration, attempt int, response *http.Response) time.Duration {
	wait := min(shortest<<min(attempt, 16), longest)
	if response != nil {
		if asked, said := retryAfter(response.Header); said {
			return asked + rand.N(wait/4+1)
		}
	}
	return wait/2 + rand.N(wait/2+1)
}

// retryAfter reads how long an endpoint wants to be left alone.
func retryAfter(header http.Header) (time.Duration, bool) {
	if ms, err := strconv.ParseFloat(header.Get("Retry-After-Ms"), 64); err == nil && ms >= 0 && ms < 1e9 {
		return time.Duration(ms * float64(time.Millisecond)), true
	}
	text := header.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds >= 0 && seconds < 1e6 {
		return time.Duration(seconds * float64(time.Second)), true
	}
	if when, err := http.ParseTime(text); err == nil {
		return max(0, time.Until(when)), true
	}
	return 0, false
}

type attemptsKey struct{}

// counted lets the requests of one answer be counted.
func counted(ctx context.Context) (context.Context, *atomic.Int32) {
	n := new(atomic.Int32)
	return context.WithValue(ctx, attemptsKey{}, n), n
}

func attempts(ctx context.Context) *atomic.Int32 {
	n, _ := ctx.Value(attemptsKey{}).(*atomic.Int32)
	return n
}
