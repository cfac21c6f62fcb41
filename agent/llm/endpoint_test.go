package llm

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/netwhy/netwhy/agent/llm/llmtest"
)

const (
	secret   = "sk-proj-0123456789abcdefghij"
	wantText = "Zwei Pods – „web“ – lauschen nicht. {\"a\":1}"
)

// ways are the dialects and forms in which everything must come out the same.
var ways = []struct {
	name    string
	dialect Dialect
	whole   bool
}{
	{"responses streamed", Responses, false},
	{"responses whole", Responses, true},
	{"chat streamed", Chat, false},
	{"chat whole", Chat, true},
}

// endpoint is one for tests: it retries at once, and knows no proxy.
func endpoint(t *testing.T, s *llmtest.Server, change func(*Settings)) *Endpoint {
	t.Helper()
	settings := Settings{Endpoint: s.URL + "/v1", Model: "a-model", Service: OpenAI, Key: secret, shortest: Duration(time.Millisecond)}
	if change != nil {
		change(&settings)
	}
	e, err := New(settings)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// inEachWay runs a test in every dialect and form.
func inEachWay(t *testing.T, test func(t *testing.T, open func(*testing.T, ...llmtest.Play) (*Endpoint, *llmtest.Server))) {
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			test(t, func(t *testing.T, script ...llmtest.Play) (*Endpoint, *llmtest.Server) {
				s := llmtest.Start(t, script...)
				e := endpoint(t, s, func(s *Settings) { s.Dialect = way.dialect })
				if way.whole {
					e.without[Streaming] = "for this test"
				}
				return e, s
			})
		})
	}
}

var (
	question = Request{Messages: []Message{{Role: System, Text: "Be brief."}, {Role: User, Text: "Why?"}}}
	tokens   = &llmtest.Tokens{Input: 120, Cached: 100, Output: 30, Reasoning: 10}
	usage    = Usage{Input: 120, Cached: 100, Output: 30, Reasoning: 10, Known: true}
	lookUp   = Tool{Name: "kubectl_get", Description: "reads", Parameters: json.RawMessage(`{"type":"object","properties":{"name":{"type":"string"}},"required":["name"],"additionalProperties":false}`), Strict: true}
	verdict  = &Output{Name: "triage", Schema: json.RawMessage(`{"type":"object","properties":{"symptom":{"type":"string","enum":["dns-fails","latency"]}},"required":["symptom"],"additionalProperties":false}`)}
)

func TestAnswers(t *testing.T) {
	cases := []struct {
		name    string
		say     llmtest.Say
		request func(Request) Request
		want    Answer
	}{
		{"text", llmtest.Say{Text: wantText, Tokens: tokens}, nil,
			Answer{Message: Message{Role: Assistant, Text: wantText}, Stop: Finished, Usage: usage}},
		{"text of Azure", llmtest.Say{Text: wantText, Tokens: tokens, Azure: true}, nil,
			Answer{Message: Message{Role: Assistant, Text: wantText}, Stop: Finished, Usage: usage}},
		{"no usage", llmtest.Say{Text: "yes"}, nil,
			Answer{Message: Message{Role: Assistant, Text: "yes"}, Stop: Finished}},
		{"parallel calls", llmtest.Say{Calls: calls(callOf("c1", "kubectl_get", `{"name":"web"}`), callOf("c2", "kubectl_get", `{"name":"a \"b\" ü"}`)), Tokens: tokens}, withTools,
			Answer{Message: Message{Role: Assistant, Calls: []Call{{ID: "c1", Name: "kubectl_get", Arguments: json.RawMessage(`{"name":"web"}`)}, {ID: "c2", Name: "kubectl_get", Arguments: json.RawMessage(`{"name":"a \"b\" ü"}`)}}}, Stop: Called, Usage: usage}},
		{"text and call", llmtest.Say{Text: "I look.", Calls: calls(callOf("c1", "kubectl_get", `{"name":"web"}`))}, withTools,
			Answer{Message: Message{Role: Assistant, Text: "I look.", Calls: []Call{{ID: "c1", Name: "kubectl_get", Arguments: json.RawMessage(`{"name":"web"}`)}}}, Stop: Called}},
		{"call that is said to stop", llmtest.Say{Calls: calls(callOf("c1", "kubectl_get", `{"name":"web"}`)), Stop: "stop"}, withTools,
			Answer{Message: Message{Role: Assistant, Calls: []Call{{ID: "c1", Name: "kubectl_get", Arguments: json.RawMessage(`{"name":"web"}`)}}}, Stop: Called}},
		{"call without arguments", llmtest.Say{Calls: calls(callOf("c1", "list_checks", ""))}, withTools,
			Answer{Message: Message{Role: Assistant, Calls: []Call{{ID: "c1", Name: "list_checks", Arguments: json.RawMessage(`{}`)}}}, Stop: Called}},
		{"broken arguments", llmtest.Say{Calls: calls(callOf("c1", "kubectl_get", `{"name": web}`))}, withTools,
			Answer{Message: Message{Role: Assistant, Calls: []Call{{ID: "c1", Name: "kubectl_get", Broken: `{"name": web}`}}}, Stop: Called}},
		{"arguments that are no object", llmtest.Say{Calls: calls(callOf("c1", "kubectl_get", `["web"]`))}, withTools,
			Answer{Message: Message{Role: Assistant, Calls: []Call{{ID: "c1", Name: "kubectl_get", Broken: `["web"]`}}}, Stop: Called}},
		{"length", llmtest.Say{Text: "It is beca", Stop: "length", Tokens: tokens}, nil,
			Answer{Message: Message{Role: Assistant, Text: "It is beca"}, Stop: Length, Usage: usage}},
		{"length within a call", llmtest.Say{Text: "I look.", Calls: calls(callOf("c1", "kubectl_get", `{"na`)), Stop: "length"}, withTools,
			Answer{Message: Message{Role: Assistant, Text: "I look."}, Stop: Length}},
		{"length that is not told", llmtest.Say{Text: "It is beca", Tokens: &llmtest.Tokens{Input: 9, Output: 20}}, func(r Request) Request { r.MaxTokens = 20; return r },
			Answer{Message: Message{Role: Assistant, Text: "It is beca"}, Stop: Length, Usage: Usage{Input: 9, Output: 20, Known: true}}},
		{"structured", llmtest.Say{Text: `{"symptom":"latency"}`}, withOutput,
			Answer{Message: Message{Role: Assistant, Text: `{"symptom":"latency"}`}, Structured: json.RawMessage(`{"symptom":"latency"}`), Stop: Finished}},
		{"structured within a fence", llmtest.Say{Text: "```json\n{\"symptom\":\"latency\"}\n```"}, withOutput,
			Answer{Message: Message{Role: Assistant, Text: "```json\n{\"symptom\":\"latency\"}\n```"}, Structured: json.RawMessage(`{"symptom":"latency"}`), Stop: Finished}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			inEachWay(t, func(t *testing.T, open func(*testing.T, ...llmtest.Play) (*Endpoint, *llmtest.Server)) {
				e, s := open(t, c.say)
				request := question
				if c.request != nil {
					request = c.request(request)
				}
				var shown strings.Builder
				pieces := map[int]*strings.Builder{}
				got, err := e.Answer(t.Context(), request, func(d Delta) {
					shown.WriteString(d.Text)
					if d.Call != nil {
						if pieces[d.Call.Index] == nil {
							pieces[d.Call.Index] = &strings.Builder{}
						}
						pieces[d.Call.Index].WriteString(d.Call.Arguments)
					}
				})
				if err != nil {
					t.Fatal(err)
				}
				if got.Duration <= 0 || got.Attempts != 1 || len(s.Requests()) != 1 || got.Model != "model-as-served" || got.Dialect != e.settings.Dialect {
					t.Errorf("the answer took %s, %d attempts and %d requests of %s in %s", got.Duration, got.Attempts, len(s.Requests()), got.Model, got.Dialect)
				}
				got.Duration, got.Attempts, got.Model, got.Dialect = 0, 0, "", ""
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Error(diff)
				}
				if shown.String() != c.say.Text {
					t.Errorf("shown was %q", shown.String())
				}
				for i, call := range c.say.Calls {
					if pieces[i] == nil || pieces[i].String() != call.Arguments {
						t.Errorf("of the arguments of call %d, %v were shown, not %q", i, pieces[i], call.Arguments)
					}
				}
			})
		})
	}
}

func calls(list ...llmtest.Call) []llmtest.Call { return list }

func callOf(id, name, arguments string) llmtest.Call {
	return llmtest.Call{ID: id, Name: name, Arguments: arguments}
}

func withTools(r Request) Request {
	r.Tools = []Tool{lookUp}
	return r
}

func withOutput(r Request) Request {
	r.Output = verdict
	return r
}

// kindOfAnswer asks, and expects an error of a kind that names model and
// endpoint and no secret.
func kindOfAnswer(t *testing.T, e *Endpoint, request Request) (Answer, *Error) {
	t.Helper()
	answer, err := e.Answer(t.Context(), request, nil)
	var failure *Error
	if !errors.As(err, &failure) {
		t.Fatalf("the error is %v", err)
	}
	for _, want := range []string{e.settings.Model, e.settings.base()} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not name %s: %v", want, err)
		}
	}
	if strings.Contains(err.Error(), secret) || len(err.Error()) > 700 {
		t.Errorf("the error tells too much: %v", err)
	}
	if failure.Advice() == "" {
		t.Errorf("nothing is advised about %s", failure.Kind)
	}
	return answer, failure
}

// TestManyAtOnce is for the race detector: what one answer learns, others use.
func TestManyAtOnce(t *testing.T) {
	s := llmtest.Start(t, llmtest.Lacks(`"response_format"`, said("", "response_format", "not supported"), llmtest.ByDialect(llmtest.Say{Text: `{"symptom":"latency"}`, Tokens: tokens}, llmtest.Refuse(404, `{"detail":"Not Found"}`))))
	account := &Account{Provider: endpoint(t, s, nil)}
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if answer, err := account.Answer(t.Context(), withOutput(question), func(Delta) {}); err != nil || answer.Structured == nil {
				t.Errorf("%+v: %v", answer, err)
			}
		})
	}
	group.Wait()
	if b := account.Bill(); b.Calls != 20 || b.Failed != 0 || b.Input != 20*tokens.Input || b.Attempts != len(s.Requests()) {
		t.Errorf("%+v for %d requests", b, len(s.Requests()))
	}
}

// TestDatedAPIOfAzure is the form of URL before v1.
func TestDatedAPIOfAzure(t *testing.T) {
	for dialect, path := range map[Dialect]string{Chat: "/openai/deployments/my.gpt-4o/chat/completions", Responses: "/openai/responses"} {
		s := llmtest.Start(t, llmtest.Say{Text: "yes"})
		e := endpoint(t, s, func(s *Settings) {
			s.Endpoint, s.Service, s.APIVersion, s.Dialect, s.Model = strings.TrimSuffix(s.Endpoint, "/v1"), Azure, "2025-04-01-preview", dialect, "my.gpt-4o"
		})
		if _, err := e.Answer(t.Context(), question, nil); err != nil {
			t.Fatal(err)
		}
		r := s.Requests()[0]
		if r.Path != path || r.Query != "api-version=2025-04-01-preview" || r.Body["model"] != "my.gpt-4o" || r.Header.Get("Api-Key") != secret || r.Header.Get("Authorization") != "" {
			t.Errorf("%s: sent was %+v", dialect, r)
		}
	}
}
