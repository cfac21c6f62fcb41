package llm

import (
	"fmt"
	"strings"
	"time"
)

// Kind is a sort of failure that calls for a conduct of its own.
type Kind string

const (
	Unreachable  Kind = "unreachable"
	TimedOut     Kind = "timed out"
	Cancelled    Kind = "cancelled"
	Unauthorised Kind = "unauthorised"
	NoModel      Kind = "no such model"
	NoRoute      Kind = "dialect not spoken"
	RateLimited  Kind = "rate limited"
	OutOfQuota   Kind = "out of quota"
	TooLong      Kind = "conversation too long"
	Filtered     Kind = "content filter"
	Declined     Kind = "declined"
	Malformed    Kind = "malformed answer"
	CutOff       Kind = "answer cut off"
	Overlong     Kind = "answer too large"
	Invalid      Kind = "request not accepted"
	Unavailable  Kind = "endpoint failed"
	Paused       Kind = "endpoint resting"
)

// advice says what to do about a failure.
var advice = map[Kind]string{
	Unreachable:  "check the endpoint's address, the route to it, HTTPS_PROXY and SSL_CERT_FILE",
	TimedOut:     "ask again, or raise the model's timeouts",
	Cancelled:    "ask again when wanted",
	Unauthorised: "check the key, or the role \"Cognitive Services OpenAI User\" of the identity and its token scope",
	NoModel:      "check the name of the model or deployment",
	NoRoute:      "check the endpoint's path and the dialect",
	RateLimited:  "wait, or raise the deployment's quota of tokens per minute",
	OutOfQuota:   "raise the quota or settle the account; asking again will not help",
	TooLong:      "shorten the conversation and ask again",
	Filtered:     "ask in other words, or relax the content filter of the deployment",
	Declined:     "ask in other words; the report does not need the model",
	Malformed:    "ask once more with this message, then go on without the model",
	CutOff:       "ask again",
	Overlong:     "ask for less, then go on without the model",
	Invalid:      "look up the message in the endpoint's reference",
	Unavailable:  "ask again in a minute",
	Paused:       "wait until the endpoint has recovered; it failed several times in a row",
}

// Error is why there is no answer. Its text holds no secret.
type Error struct {
	Kind       Kind
	Endpoint   string        // scheme, host and path
	Model      string        // or deployment, as configured
	Status     int           // of HTTP, 0 without a response
	Code       string        // the endpoint's own code
	Param      string        // the field that the endpoint complains of
	Message    string        // the endpoint's words, bounded and cleaned
	RetryAfter time.Duration // how long the endpoint wants to be left alone, 0 if it did not say
	Err        error
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "cannot get an answer of model %s at %s: %s", e.Model, e.Endpoint, e.Kind)
	if e.Status != 0 {
		fmt.Fprintf(&b, " (HTTP %d)", e.Status)
	}
	switch {
	case e.Message != "":
		b.WriteString(": " + e.Message)
	case e.Err != nil:
		b.WriteString(": " + e.Err.Error())
	}
	if e.RetryAfter > 0 {
		fmt.Fprintf(&b, "; it asks to wait %s", e.RetryAfter.Round(time.Second))
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// Advice is the next step for whoever reads the error.
func (e *Error) Advice() string { return advice[e.Kind] }

// Again says whether the same request may succeed later.
func (e *Error) Again() bool {
	switch e.Kind {
	case Unreachable, TimedOut, RateLimited, CutOff, Unavailable, Paused:
		return true
	}
	return false
}

// Is reports whether an error is a failure of one of some kinds.
func Is(err error, kinds ...Kind) bool { return is(err, kinds...) }
