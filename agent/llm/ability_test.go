package llm

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/llm/llmtest"
)

// TestDoesWithoutWhatIsLacking uses the words of real servers.
func TestDoesWithoutWhatIsLacking(t *testing.T) {
	structured := llmtest.Say{Text: `{"symptom":"latency"}`}
	calling := llmtest.Say{Calls: calls(callOf("c1", "kubectl_get", `{"name":"web"}`))}
	text := llmtest.Say{Text: "yes"}
	single := func(r Request) Request { r.Single = true; return withTools(r) }
	silent := func(r Request) Request { r.Choice = NoCalls; return withTools(r) }
	must := func(r Request) Request { r.Choice = MustCall; return withTools(r) }
	effort := func(r Request) Request { r.Effort = "low"; return r }
	cases := []struct {
		name    string
		dialect Dialect
		in      string // what the request holds that the server does not take
		words   string
		say     llmtest.Say
		request func(Request) Request
		change  func(*Settings)
		lacks   Ability
	}{
		{"schema in an old version of Azure", Chat, `"json_schema"`, said("BadRequest", "", "response_format value as json_schema is enabled only for api versions 2024-08-01-preview and later"), structured, withOutput, nil, JSONSchema},
		{"schema with an old model", Chat, `"json_schema"`, said("", "response_format", "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model."), structured, withOutput, nil, JSONSchema},
		{"schema in Responses", Responses, `"json_schema"`, said("", "text.format", "Invalid parameter: 'text.format' of type 'json_schema' is not supported with this model."), structured, withOutput, nil, JSONSchema},
		{"any format", Chat, `"response_format"`, `{"error":{"message":"This response_format type is unavailable now","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}`, structured, withOutput, nil, JSONObject},
		{"parallel calls of a model of reasoning", Chat, `"parallel_tool_calls"`, said("unsupported_parameter", "parallel_tool_calls", "Unsupported parameter: 'parallel_tool_calls' is not supported with this model."), calling, single, nil, ParallelCalls},
		{"parallel calls in Responses", Responses, `"parallel_tool_calls"`, said("unsupported_parameter", "parallel_tool_calls", "Unsupported parameter."), calling, single, nil, ParallelCalls},
		{"parallel calls by a validator's words", Chat, `"parallel_tool_calls"`, `{"object":"error","message":"[{'type': 'extra_forbidden', 'loc': ('body', 'parallel_tool_calls'), 'msg': 'Extra inputs are not permitted'}]","type":"BadRequestError","param":null,"code":400}`, calling, single, nil, ParallelCalls},
		{"usage of streams", Chat, `"stream_options"`, `{"object":"error","message":"[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options')}]","type":"BadRequestError","param":null,"code":400}`, text, nil, nil, StreamUsage},
		{"streams in Chat Completions", Chat, `"stream":true`, said("", "", "Streaming is not supported for this deployment."), text, nil, nil, Streaming},
		{"streams in Responses", Responses, `"stream":true`, said("unsupported_value", "stream", "This account must be verified to stream this model."), text, nil, nil, Streaming},
		{"effort", Chat, `"reasoning_effort"`, said("unsupported_parameter", "reasoning_effort", "Unsupported parameter."), text, effort, nil, Effort},
		{"thinking in Ollama", Chat, `"reasoning_effort"`, `{"error":{"message":"\"llama3.2:latest\" does not support thinking","type":"api_error","param":null,"code":null}}`, text, effort, nil, Effort},
		{"effort in Responses", Responses, `"effort"`, said("unsupported_parameter", "reasoning.effort", "Unsupported parameter: 'reasoning.effort' is not supported with this model."), text, effort, nil, Effort},
		{"encrypted reasoning", Responses, `"include"`, said("", "include", "Encrypted content is not supported with this model."), text, nil, nil, CarryState},
		{"temperature", Chat, `"temperature"`, said("unsupported_value", "temperature", "Unsupported value: 'temperature' does not support 0.2 with this model."), text, nil, warm, Temperature},
		{"temperature in Responses", Responses, `"temperature"`, said("unsupported_parameter", "temperature", "Unsupported parameter."), text, nil, warm, Temperature},
		{"temperature by the name of the deployment", Chat, `never`, ``, text, nil, func(s *Settings) { warm(s); s.Model = "gpt-5-prod" }, Temperature},
		{"the newer limit of tokens", Chat, `"max_completion_tokens"`, said("", "", "Unknown request argument supplied: max_completion_tokens"), text, nil, nil, OutputLimit},
		{"the older limit of tokens", Chat, `"max_tokens"`, said("unsupported_parameter", "max_tokens", "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."), text, nil, ownServer, OlderLimit},
		{"any limit that large", Chat, `_tokens"`, said("", "max_tokens", "max_tokens is too large: 16384. This model supports at most 4096 completion tokens, whereas you provided 16384."), text, nil, nil, OlderLimit},
		{"a limit that large in vLLM", Chat, `_tokens"`, `{"object":"error","message":"'max_tokens' or 'max_completion_tokens' is too large: 16384. This model's maximum context length is 8192 tokens and your request has 20 input tokens","type":"BadRequestError","param":null,"code":400}`, text, nil, ownServer, OutputLimit},
		{"a limit that large in older vLLM", Chat, `_tokens"`, `{"object":"error","message":"This model's maximum context length is 8192 tokens. However, you requested 16404 tokens (20 in the messages, 16384 in the completion). Please reduce the length.","type":"BadRequestError","param":null,"code":400}`, text, nil, ownServer, OutputLimit},
		{"strict tools", Chat, `"strict"`, said("", "tools[0].function.strict", "Unknown parameter."), calling, withTools, nil, StrictTools},
		{"the ban of calls", Chat, `"tool_choice"`, said("", "", "tool_choice is not supported"), text, silent, nil, ToolChoice},
		{"the duty to call", Responses, `"tool_choice"`, said("", "tool_choice", "Unsupported value"), calling, must, nil, ToolChoice},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := llmtest.Start(t, llmtest.Lacks(c.in, c.words, c.say))
			e := endpoint(t, s, func(s *Settings) {
				s.Dialect = c.dialect
				if c.change != nil {
					c.change(s)
				}
			})
			request := question
			if c.request != nil {
				request = c.request(request)
			}
			first, err := e.Answer(t.Context(), request, func(Delta) {})
			if err != nil {
				t.Fatal(err)
			}
			if _, known := e.Lacks()[c.lacks]; !known {
				t.Errorf("it lacks %v", e.Lacks())
			}
			if request.Output != nil && string(first.Structured) != `{"symptom":"latency"}` {
				t.Errorf("the answer is %+v", first)
			}
			if second, err := e.Answer(t.Context(), request, nil); err != nil || second.Attempts != 1 {
				t.Errorf("it was learned in vain: %d attempts, %v", second.Attempts, err)
			}
			requests := s.Requests()
			if n := strings.Count(requests[len(requests)-1].Raw, c.in); n > 0 {
				t.Errorf("the last request still holds it: %s", requests[len(requests)-1].Raw)
			}
		})
	}
}

func ownServer(s *Settings) { s.Service = Compatible }

func warm(s *Settings) {
	t := 0.2
	s.Temperature = &t
}

// TestForbidsCallsOfServersThatDoNotListen is of those that ignore the choice
// of tools without a word, as Ollama does.
func TestForbidsCallsOfServersThatDoNotListen(t *testing.T) {
	inEachWay(t, func(t *testing.T, open func(*testing.T, ...llmtest.Play) (*Endpoint, *llmtest.Server)) {
		call := calls(callOf("c1", "kubectl_get", `{"name":"web"}`))
		request := withTools(question)
		request.Choice = NoCalls
		yes := llmtest.Say{Text: "yes", Tokens: tokens}
		e, s := open(t, llmtest.Say{Calls: call, Tokens: tokens}, yes, yes, llmtest.Say{Calls: call})
		for _, want := range []int{2, 1} {
			if answer, err := e.Answer(t.Context(), request, func(Delta) {}); err != nil || answer.Message.Text != "yes" || answer.Attempts != want || answer.Usage.Output != want*tokens.Output {
				t.Errorf("%+v: %v", answer, err)
			}
		}
		if _, failure := kindOfAnswer(t, e, request); failure.Kind != Malformed {
			t.Error(failure)
		}
		for i, r := range s.Requests() {
			if offered := strings.Contains(r.Raw, `"tools"`); offered != (i == 0) {
				t.Errorf("request %d offers tools: %t", i, offered)
			}
		}
		e, s = open(t, llmtest.Say{Text: "I look.", Calls: call})
		if _, err := e.Answer(t.Context(), request, func(Delta) {}); !is(err, Malformed) || len(s.Requests()) != 1 {
			t.Errorf("%d requests, though text was shown: %v", len(s.Requests()), err)
		}
	})
}

func TestSchemaInWords(t *testing.T) {
	s := llmtest.Start(t, llmtest.Lacks(`"response_format"`, said("", "response_format", "Unsupported"), llmtest.Say{Text: `{"symptom":"latency"}`}))
	e := endpoint(t, s, func(s *Settings) { s.Dialect = Chat })
	if _, err := e.Answer(t.Context(), withOutput(question), nil); err != nil {
		t.Fatal(err)
	}
	last := s.Requests()[2].Body["messages"].([]any)
	first := last[0].(map[string]any)
	if len(last) != 2 || first["role"] != "system" || !strings.HasPrefix(first["content"].(string), "Be brief.") || !strings.Contains(first["content"].(string), `"enum":["dns-fails","latency"]`) {
		t.Errorf("the messages are %v", last)
	}
	if question.Messages[0].Text != "Be brief." {
		t.Error("the caller's message was altered")
	}
}

// TestLearnsNothingFromABadSchema tells a schema that no endpoint takes from
// an endpoint that takes no schema.
func TestLearnsNothingFromABadSchema(t *testing.T) {
	s := llmtest.Start(t, llmtest.Lacks(`"response_format"`, said("", "response_format", "Invalid schema for response_format 'triage': In context=(), 'additionalProperties' is required"), llmtest.Say{Text: `{"symptom":"latency"}`}))
	e := endpoint(t, s, func(s *Settings) { s.Dialect = Chat })
	if _, err := e.Answer(t.Context(), withOutput(question), nil); err != nil || len(e.Lacks()) > 0 {
		t.Errorf("%v, lacks %v", err, e.Lacks())
	}
}

// TestWholeAnswerInsteadOfAStream is of servers that do not know streams, and
// do not say so.
func TestWholeAnswerInsteadOfAStream(t *testing.T) {
	for _, dialect := range []Dialect{Chat, Responses} {
		whole := map[Dialect]string{
			Chat:      `{"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"yes"},"finish_reason":"stop"}],"usage":{"prompt_tokens":120,"completion_tokens":30,"total_tokens":150,"prompt_tokens_details":{"cached_tokens":100},"completion_tokens_details":{"reasoning_tokens":10}}}`,
			Responses: `{"model":"m","status":"completed","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"yes"}]}],"usage":{"input_tokens":120,"input_tokens_details":{"cached_tokens":100},"output_tokens":30,"output_tokens_details":{"reasoning_tokens":10}}}`,
		}[dialect]
		s := llmtest.Start(t, llmtest.Refuse(http.StatusOK, whole))
		shown := ""
		e := endpoint(t, s, func(s *Settings) { s.Dialect = dialect })
		answer, err := e.Answer(t.Context(), question, func(d Delta) { shown += d.Text })
		if _, learned := e.Lacks()[Streaming]; err != nil || !learned || answer.Message.Text != "yes" || shown != "yes" || answer.Usage != usage || answer.Attempts != 1 {
			t.Errorf("%s: %+v, shown %q: %v", dialect, answer, shown, err)
		}
	}
}

func TestFindsTheDialect(t *testing.T) {
	yes := llmtest.Say{Text: "yes"}
	nothing := llmtest.Refuse(404, `{"error":{"code":"404","message":"Resource not found"}}`)
	unfit := llmtest.Refuse(400, said("OperationNotSupported", "", "The responses operation does not work with the specified model, old-model."))
	newer := llmtest.Refuse(404, said("", "model", "This model is only supported in v1/responses and not in v1/chat/completions."))
	cases := []struct {
		name    string
		service Service
		play    llmtest.Play
		want    Dialect
		kind    Kind
	}{
		{"Azure knows both", Azure, yes, Responses, ""},
		{"Azure's old model", Azure, llmtest.ByDialect(yes, unfit), Chat, ""},
		{"an old gateway", OpenAI, llmtest.ByDialect(yes, nothing), Chat, ""},
		{"a server of one's own", Compatible, yes, Chat, ""},
		{"a server of one's own with a newer model", Compatible, llmtest.ByDialect(newer, yes), Responses, ""},
		{"neither", Compatible, nothing, "", NoRoute},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := llmtest.Start(t, c.play)
			e := endpoint(t, s, func(s *Settings) { s.Service = c.service })
			if c.kind != "" {
				if _, failure := kindOfAnswer(t, e, question); failure.Kind != c.kind {
					t.Error(failure)
				}
				return
			}
			for range 2 {
				if answer, err := e.Answer(t.Context(), question, nil); err != nil || answer.Dialect != c.want {
					t.Errorf("it speaks %s: %v", answer.Dialect, err)
				}
			}
			if n := len(s.Requests()); n > 3 {
				t.Errorf("%d requests for two answers", n)
			}
		})
	}
}

// TestToolsOfAModelThatTakesThemInResponsesOnly relies on the SDK's knowledge
// of published names.
func TestToolsOfAModelThatTakesThemInResponsesOnly(t *testing.T) {
	s := llmtest.Start(t, llmtest.Say{Calls: calls(callOf("c1", "kubectl_get", `{"name":"web"}`))})
	change := func(d Dialect) func(*Settings) {
		return func(s *Settings) { s.Service, s.Model, s.Dialect = Compatible, "gpt-6-sol", d }
	}
	if answer, err := endpoint(t, s, change("")).Answer(t.Context(), withTools(question), nil); err != nil || answer.Dialect != Responses {
		t.Errorf("%+v: %v", answer, err)
	}
	if _, failure := kindOfAnswer(t, endpoint(t, s, change(Chat)), withTools(question)); failure.Kind != NoRoute {
		t.Error(failure)
	}
	if slices.ContainsFunc(s.Requests(), llmtest.Request.Chat) {
		t.Error("tools went out by Chat Completions")
	}
}
