package llm

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/llm/llmtest"
)

// said is an error as OpenAI and Azure put it.
func said(code, param, message string) string {
	text, err := json.Marshal(map[string]any{"error": map[string]string{"message": message, "type": "invalid_request_error", "param": param, "code": code}})
	if err != nil {
		panic(err)
	}
	return string(text)
}

func TestFailures(t *testing.T) {
	yes := llmtest.Say{Text: "yes"}
	calling := llmtest.Say{Calls: calls(callOf("c1", "kubectl_get", `{"name":"web"}`))}
	cases := []struct {
		name   string
		script []llmtest.Play
		want   Kind
		says   string
		calls  int // on the wire
	}{
		{"wrong key, which the endpoint repeats", []llmtest.Play{llmtest.Refuse(401, said("invalid_api_key", "", "Incorrect API key provided: "+secret+"."))}, Unauthorised, "Incorrect API key", 1},
		{"role missing", []llmtest.Play{llmtest.Refuse(403, said("Forbidden", "", "The principal lacks the required data action"))}, Unauthorised, "principal", 1},
		{"no such deployment", []llmtest.Play{llmtest.Refuse(404, said("DeploymentNotFound", "", "The API deployment for this resource does not exist."))}, NoModel, "does not exist", 1},
		{"no such model of Ollama", []llmtest.Play{llmtest.Refuse(404, `{"error":{"message":"model 'a-model' not found","type":"api_error","param":null,"code":null}}`)}, NoModel, "not found", 1},
		{"no such path", []llmtest.Play{llmtest.Refuse(404, `404 page not found`)}, NoRoute, "page not found", 1},
		{"no such path of FastAPI", []llmtest.Play{llmtest.Refuse(404, `{"detail":"Not Found"}`)}, NoRoute, "Not Found", 1},
		{"too long", []llmtest.Play{llmtest.Refuse(400, said("context_length_exceeded", "messages", "This model's maximum context length is 8192 tokens."))}, TooLong, "8192", 1},
		{"too long for vLLM", []llmtest.Play{llmtest.Refuse(400, `{"object":"error","message":"This model's maximum context length is 16384 tokens. However, you requested 122946 tokens","type":"BadRequestError","param":null,"code":400}`)}, TooLong, "16384", 1},
		{"too long for vLLM together with its answer", []llmtest.Play{llmtest.Refuse(400, `{"object":"error","message":"This model's maximum context length is 100 tokens. However, you requested 1122 tokens (122 in the messages, 1000 in the completion).","type":"BadRequestError","param":null,"code":400}`)}, TooLong, "122 in", 1},
		{"filtered prompt", []llmtest.Play{llmtest.Refuse(400, `{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"hate":{"filtered":true,"severity":"high"}}}}}`)}, Filtered, "content management policy", 1},
		{"filtered answer", []llmtest.Play{llmtest.Say{Text: "It is", Stop: "content_filter"}}, Filtered, "withheld", 1},
		{"refusal", []llmtest.Play{llmtest.Say{Refusal: "I cannot help with that."}}, Declined, "I cannot help", 1},
		{"empty answer", []llmtest.Play{llmtest.Say{}}, Malformed, "empty", 1},
		{"quota used up", []llmtest.Play{llmtest.Refuse(429, said("insufficient_quota", "", "You exceeded your current quota, please check your plan."))}, OutOfQuota, "quota", 1},
		{"busy for long", []llmtest.Play{llmtest.Refuse(429, said("429", "", "Rate limit is exceeded."), "Retry-After", "3600")}, RateLimited, "asks to wait 1h0m0s", 1},
		{"busy until a date", []llmtest.Play{llmtest.Refuse(429, said("429", "", "Rate limit is exceeded."), "Retry-After", time.Now().Add(2*time.Hour).UTC().Format(http.TimeFormat))}, RateLimited, "asks to wait", 1},
		{"busy for ever", []llmtest.Play{llmtest.Refuse(429, said("429", "", "Rate limit is exceeded."), "Retry-After-Ms", "1")}, RateLimited, "Rate limit", 4},
		{"busy, then not", []llmtest.Play{llmtest.Refuse(429, `{}`, "Retry-After", "0"), llmtest.Refuse(503, `<html>`), yes}, "", "", 3},
		{"failed for ever", []llmtest.Play{llmtest.Refuse(500, said("server_error", "", "The server had an error."))}, Unavailable, "had an error", 4},
		{"failed, then not", []llmtest.Play{llmtest.Refuse(500, ``), yes}, "", "", 2},
		{"gateway out of time", []llmtest.Play{llmtest.Refuse(504, `upstream request timeout`)}, TimedOut, "upstream", 4},
		{"not understood", []llmtest.Play{llmtest.Refuse(400, said("", "messages", "Invalid value"))}, Invalid, "Invalid value", 1},
		{"error of many words", []llmtest.Play{llmtest.Refuse(400, said("", "", strings.Repeat("very ", 1e5)))}, Invalid, "very very", 1},
		{"error of control characters", []llmtest.Play{llmtest.Refuse(400, said("", "", "a\u001b[31mb\u202ec"))}, Invalid, "a\uFFFD[31mb\uFFFDc", 1},
		{"connection broken off", []llmtest.Play{llmtest.Fault(func(http.ResponseWriter, *http.Request, llmtest.Request) { panic(http.ErrAbortHandler) }), yes}, "", "", 2},
		{"a page", []llmtest.Play{llmtest.Fault(func(w http.ResponseWriter, _ *http.Request, _ llmtest.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<html>Sign in to the network</html>")
		})}, Malformed, "is the endpoint's path right?", 1},
		{"redirect elsewhere", []llmtest.Play{llmtest.Refuse(307, ``, "Location", "http://collector.example/v1")}, NoRoute, "collector.example", 1},
		{"calls without end", []llmtest.Play{llmtest.Say{Calls: manyCalls(65)}}, Overlong, "64 calls", 1},
		{"text without end", []llmtest.Play{llmtest.Say{Text: strings.Repeat("very ", 250_000)}}, Overlong, "more than", 1},
		{"calls without tools", []llmtest.Play{calling}, Malformed, "though it may not", 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			inEachWay(t, func(t *testing.T, open func(*testing.T, ...llmtest.Play) (*Endpoint, *llmtest.Server)) {
				e, s := open(t, c.script...)
				if c.want == "" {
					answer, err := e.Answer(t.Context(), question, nil)
					if err != nil || answer.Attempts != c.calls {
						t.Fatalf("%d attempts: %v", answer.Attempts, err)
					}
				} else if answer, failure := kindOfAnswer(t, e, question); failure.Kind != c.want || !strings.Contains(failure.Error(), c.says) || answer.Attempts != c.calls {
					t.Errorf("%d attempts, kind %q: %v", answer.Attempts, failure.Kind, failure)
				}
				if n := len(s.Requests()); n != c.calls {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

func manyCalls(n int) (list []llmtest.Call) {
	for i := range n {
		list = append(list, llmtest.Call{ID: fmt.Sprintf("c%d", i), Name: "kubectl_get", Arguments: `{}`})
	}
	return list
}

func TestStructuredAnswersThatDoNotFit(t *testing.T) {
	for text, says := range map[string]string{
		`{"symptom":"sorcery"}`:           "does not fit the schema",
		`{"symptom":"latency","more":1}`:  "does not fit the schema",
		`{"symptom":"lat`:                 "not JSON",
		`The symptom is latency.`:         "not JSON",
		`{"symptom":"latency"} and so on`: "not JSON",
	} {
		t.Run(text, func(t *testing.T) {
			inEachWay(t, func(t *testing.T, open func(*testing.T, ...llmtest.Play) (*Endpoint, *llmtest.Server)) {
				e, _ := open(t, llmtest.Say{Text: text})
				answer, failure := kindOfAnswer(t, e, withOutput(question))
				if failure.Kind != Malformed || !strings.Contains(failure.Error(), says) || answer.Structured != nil || answer.Message.Text != text {
					t.Errorf("%+v: %v", answer, failure)
				}
			})
		})
	}
}

func TestStructuredAnswersThatReachTheLimit(t *testing.T) {
	inEachWay(t, func(t *testing.T, open func(*testing.T, ...llmtest.Play) (*Endpoint, *llmtest.Server)) {
		request := withOutput(question)
		request.MaxTokens = 20
		for _, say := range []llmtest.Say{{Text: `{"symptom":"lat`, Stop: "length"}, {Text: `{"symptom":"lat`, Tokens: &llmtest.Tokens{Output: 20}}} {
			e, _ := open(t, say)
			if answer, failure := kindOfAnswer(t, e, request); failure.Kind != Overlong || answer.Structured != nil || !strings.Contains(failure.Error(), "limit of 20 tokens") {
				t.Errorf("%+v: %v", answer, failure)
			}
		}
		e, _ := open(t, llmtest.Say{Text: `{"symptom":"latency"}`, Stop: "length"})
		if answer, err := e.Answer(t.Context(), request, nil); err != nil || answer.Structured == nil || answer.Stop != Length {
			t.Errorf("%+v: %v", answer, err)
		}
	})
}

func TestServersThatShortenTheConversation(t *testing.T) {
	long := Request{Messages: []Message{{Role: System, Text: "Be brief."}, {Role: User, Text: strings.Repeat("long ", 10_000)}}}
	for _, c := range []struct {
		service Service
		tokens  *llmtest.Tokens
		request Request
		want    Kind
	}{
		{Compatible, &llmtest.Tokens{Input: 4096, Output: 5}, long, TooLong},
		{Compatible, &llmtest.Tokens{Input: 10_010, Output: 5}, long, ""},
		{Compatible, &llmtest.Tokens{Input: 1, Output: 5}, question, ""},
		{Compatible, nil, long, ""},
		{OpenAI, &llmtest.Tokens{Input: 4096, Output: 5}, long, ""},
	} {
		e := endpoint(t, llmtest.Start(t, llmtest.Say{Text: "yes", Tokens: c.tokens}), func(s *Settings) { s.Service = c.service })
		if _, err := e.Answer(t.Context(), c.request, nil); (err != nil) != (c.want != "") || err != nil && !is(err, c.want) {
			t.Errorf("%s, %v: %v", c.service, c.tokens, err)
		}
	}
}
