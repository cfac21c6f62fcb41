package llm

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/netwhy/netwhy/agent/redaction"
	"github.com/netwhy/netwhy/checks"
)

// complaint is what the endpoints put into a response that reports an error.
// Their shapes differ: {"error":{…}} of OpenAI and Azure, {"error":"…"} of
// Ollama, {"message":…} of old vLLM, {"detail":…} of gateways.
type complaint struct {
	Error   json.RawMessage `json:"error"`
	Type    json.RawMessage `json:"type"`
	Code    json.RawMessage `json:"code"`
	Message json.RawMessage `json:"message"`
	Param   json.RawMessage `json:"param"`
	Detail  json.RawMessage `json:"detail"`
	Inner   *complaint      `json:"innererror"`
}

// accuse turns a response's status and body, or an event within a stream, into
// an error of a kind. It says nothing of endpoint and model.
func accuse(status int, body []byte) *Error {
	e := &Error{Status: status}
	var outer complaint
	if err := json.Unmarshal(body, &outer); err != nil {
		e.Message = plain(string(body))
		e.Kind = kindOf(e, "")
		return e
	}
	c := outer
	if len(outer.Error) > 0 && string(outer.Error) != "null" {
		c = complaint{}
		if err := json.Unmarshal(outer.Error, &c); err != nil {
			c.Message = outer.Error
		}
	}
	e.Code, e.Param = scalar(c.Code), scalar(c.Param)
	e.Message = plain(scalar(c.Message))
	if e.Message == "" {
		e.Message = plain(scalar(c.Detail))
	}
	inner := ""
	if c.Inner != nil {
		inner = scalar(c.Inner.Code)
	}
	if limitTooLarge(e.Message) {
		e.Param = "max_tokens"
	}
	e.Kind = kindOf(e, scalar(c.Type)+" "+inner)
	e.Code, e.Param = plain(e.Code), plain(e.Param)
	return e
}

// scalar is a JSON string's or number's text; anything else as it stands.
func scalar(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}

var keyShape = regexp.MustCompile(`\bsk-[\w*.-]{6,}`)

// plain bounds and cleans what an endpoint said, for it may be wrong about
// who reads it, and may repeat the key that it was sent.
func plain(text string) string {
	if len(text) > 4096 {
		text = text[:4096]
	}
	return checks.Clean(keyShape.ReplaceAllString(redaction.Text(strings.TrimSpace(text)), redaction.Mark), 300)
}

var (
	tooLong  = regexp.MustCompile(`(?i)context_length_exceeded|context[ _](length|window|size)|maximum (model|prompt|input) length|max_model_len|too many (input )?tokens|prompt is too long|string_above_max_length`)
	filtered = regexp.MustCompile(`(?i)content_filter|ResponsibleAIPolicyViolation|content management policy|content_policy`)
	quota    = regexp.MustCompile(`(?i)insufficient_quota|exceeded your current quota|credit balance`)
	dialect  = regexp.MustCompile(`(?i)only supported in v1/responses|not in v1/chat/completions|requires the Responses API|use (the )?/?v1/responses|operation does not work with the specified model|OperationNotSupported|not a chat model`)
	noModel  = regexp.MustCompile(`(?i)\bmodel\b|deployment`)
)

var tooLarge = regexp.MustCompile(`max_(completion_)?tokens\b.{0,10} is too large`)

// needs is how vLLM counts.
var needs = regexp.MustCompile(`maximum context length is (\d+) tokens.*\((\d+) in the messages, (\d+) in the completion`)

// limitTooLarge tells a limit of the answer that does not fit beside the
// conversation from a conversation that does not fit.
func limitTooLarge(message string) bool {
	if n := needs.FindStringSubmatch(message); n != nil {
		most, first := strconv.Atoi(n[1])
		messages, second := strconv.Atoi(n[2])
		return first == nil && second == nil && messages < most
	}
	return tooLarge.MatchString(message)
}

func kindOf(e *Error, types string) Kind {
	text := e.Code + " " + types + " " + e.Message
	wrong := e.Status == http.StatusBadRequest || e.Status == http.StatusUnprocessableEntity || e.Status == http.StatusOK
	code, numeric := 0, error(nil)
	if code, numeric = strconv.Atoi(e.Code); numeric == nil && e.Status == http.StatusOK && code >= 400 && code < 600 {
		e.Status = code // within a stream the status hides in the code
		return kindOf(e, types)
	}
	switch {
	case wrong && e.Param == "max_tokens":
		return Invalid
	case (wrong || e.Status == http.StatusRequestEntityTooLarge || e.Status >= 500) && tooLong.MatchString(text):
		return TooLong
	case (wrong || e.Status == http.StatusForbidden) && filtered.MatchString(text):
		return Filtered
	case (wrong || e.Status == http.StatusNotFound) && dialect.MatchString(text):
		return NoRoute
	case quota.MatchString(text) && (wrong || e.Status == http.StatusTooManyRequests || e.Status == http.StatusForbidden || e.Status == http.StatusPaymentRequired):
		return OutOfQuota
	case e.Status == http.StatusTooManyRequests || e.Status == http.StatusOK && strings.Contains(text, "rate_limit"):
		return RateLimited
	case e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden || e.Status == http.StatusProxyAuthRequired:
		return Unauthorised
	case e.Status == http.StatusNotFound && noModel.MatchString(text):
		return NoModel
	case e.Status == http.StatusNotFound || e.Status == http.StatusMethodNotAllowed:
		return NoRoute
	case e.Status == http.StatusRequestTimeout || e.Status == http.StatusGatewayTimeout:
		return TimedOut
	case e.Status >= 500 || e.Status == http.StatusOK:
		return Unavailable
	}
	return Invalid
}
