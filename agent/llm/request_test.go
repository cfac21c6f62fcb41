package llm

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/netwhy/netwhy/agent/llm/llmtest"
)

// TestWhatIsSent compares the whole body of a conversation in both dialects.
func TestWhatIsSent(t *testing.T) {
	conversation := Request{
		Messages: []Message{
			{Role: System, Text: "Be brief."},
			{Role: User, Text: "Why?"},
			{Role: Assistant, Text: "I look.", Calls: []Call{
				{ID: "c1", Name: "kubectl_get", Arguments: json.RawMessage(`{"name":"web"}`)},
				{ID: "c2", Name: "kubectl_get", Broken: `{"name": web}`},
			}},
			{Role: Result, CallID: "c1", Text: "2 pods"},
			{Role: Result, CallID: "c2"},
			{Role: User, Text: "And now?"},
		},
		Tools: []Tool{lookUp}, Choice: NoCalls, Single: true, Output: verdict, MaxTokens: 500, Effort: "low",
	}
	tool := `"name":"kubectl_get","description":"reads","strict":true,"parameters":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"],"additionalProperties":false}`
	schema := `{"type":"object","properties":{"symptom":{"type":"string","enum":["dns-fails","latency"]}},"required":["symptom"],"additionalProperties":false}`
	broken := `"{\"not_json\":\"{\\\"name\\\": web}\"}"`
	want := map[Dialect]string{
		Chat: `{"model":"a-model","stream":true,"stream_options":{"include_usage":true},"max_completion_tokens":500,"reasoning_effort":"low","tool_choice":"none","parallel_tool_calls":false,
			"response_format":{"type":"json_schema","json_schema":{"name":"triage","strict":true,"schema":` + schema + `}},
			"tools":[{"type":"function","function":{` + tool + `}}],
			"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Why?"},
			{"role":"assistant","content":"I look.","tool_calls":[{"id":"c1","type":"function","function":{"name":"kubectl_get","arguments":"{\"name\":\"web\"}"}},{"id":"c2","type":"function","function":{"name":"kubectl_get","arguments":` + broken + `}}]},
			{"role":"tool","tool_call_id":"c1","content":"2 pods"},{"role":"tool","tool_call_id":"c2","content":"(empty)"},{"role":"user","content":"And now?"}]}`,
		Responses: `{"model":"a-model","stream":true,"store":false,"include":["reasoning.encrypted_content"],"max_output_tokens":500,"reasoning":{"effort":"low"},"tool_choice":"none","parallel_tool_calls":false,
			"text":{"format":{"type":"json_schema","name":"triage","strict":true,"schema":` + schema + `}},
			"tools":[{"type":"function",` + tool + `}],
			"input":[{"type":"message","role":"system","content":"Be brief."},{"type":"message","role":"user","content":"Why?"},{"type":"message","role":"assistant","content":"I look."},
			{"type":"function_call","call_id":"c1","name":"kubectl_get","arguments":"{\"name\":\"web\"}"},{"type":"function_call","call_id":"c2","name":"kubectl_get","arguments":` + broken + `},
			{"type":"function_call_output","call_id":"c1","output":"2 pods"},{"type":"function_call_output","call_id":"c2","output":""},{"type":"message","role":"user","content":"And now?"}]}`,
	}
	for dialect, body := range want {
		t.Run(string(dialect), func(t *testing.T) {
			s := llmtest.Start(t, llmtest.Say{Text: `{"symptom":"latency"}`})
			if _, err := endpoint(t, s, func(s *Settings) { s.Dialect = dialect }).Answer(t.Context(), conversation, nil); err != nil {
				t.Fatal(err)
			}
			var expected map[string]any
			if err := json.Unmarshal([]byte(body), &expected); err != nil {
				t.Fatal(err)
			}
			got := s.Requests()[0]
			if diff := cmp.Diff(expected, got.Body); diff != "" {
				t.Error(diff)
			}
			if got.Header.Get("Authorization") != "Bearer "+secret || got.Header.Get("Api-Key") != "" {
				t.Errorf("the headers are %v", got.Header)
			}
		})
	}
}

// TestCallsOneByOne is of templates that know only one call at a time.
func TestCallsOneByOne(t *testing.T) {
	two := Request{Messages: []Message{
		{Role: User, Text: "Why?"},
		{Role: Assistant, Text: "I look.", Calls: []Call{{ID: "c1", Name: "one"}, {ID: "c2", Name: "two"}}},
		{Role: Result, CallID: "c2", Text: "second"},
		{Role: Result, CallID: "c1", Text: "first"},
		{Role: Assistant, Calls: []Call{{ID: "c1", Name: "three"}}},
		{Role: Result, CallID: "c1", Text: "third"},
		{Role: User, Text: "And?"},
	}}
	words := `{"object":"error","message":"This model only supports single tool-calls at once!","type":"BadRequestError","param":null,"code":400}`
	s := llmtest.Start(t, llmtest.Lacks(`"c1","type":"function","function":{"name":"one","arguments":"{}"}},{`, words, llmtest.Say{Text: "yes"}))
	if _, err := endpoint(t, s, func(s *Settings) { s.Dialect = Chat }).Answer(t.Context(), two, nil); err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, m := range s.Requests()[1].Body["messages"].([]any) {
		one := m.(map[string]any)
		text, _ := one["content"].(string)
		if list, ok := one["tool_calls"].([]any); ok {
			for _, c := range list {
				text += "→" + c.(map[string]any)["id"].(string)
			}
		}
		told = append(told, text)
	}
	if got := strings.Join(told, " | "); got != "Why? | I look.→c1 | first | →c2 | second | →c1 | third | And?" {
		t.Errorf("told was %s", got)
	}
}

// TestReasoningIsCarried through a call and back, unaltered.
func TestReasoningIsCarried(t *testing.T) {
	for _, bare := range []bool{false, true} {
		s := llmtest.Start(t,
			llmtest.Say{Thinking: "gAAAA-encrypted", Text: "I look.", Calls: calls(callOf("c1", "kubectl_get", `{"name":"web"}`)), Bare: bare},
			llmtest.Say{Text: "yes"})
		e := endpoint(t, s, nil)
		request := withTools(question)
		first, err := e.Answer(t.Context(), request, nil)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := json.Marshal(first.Message) // a conversation is stored between turns
		if err != nil {
			t.Fatal(err)
		}
		var back Message
		if err := json.Unmarshal(kept, &back); err != nil {
			t.Fatal(err)
		}
		request.Messages = append(request.Messages, back, Message{Role: Result, CallID: "c1", Text: "2 pods"})
		if _, err := e.Answer(t.Context(), request, nil); err != nil {
			t.Fatal(err)
		}
		var types []string
		for _, item := range s.Requests()[1].Body["input"].([]any) {
			types = append(types, item.(map[string]any)["type"].(string))
		}
		if got := strings.Join(types, " "); got != "message message reasoning message function_call function_call_output" {
			t.Errorf("sent back were %s", got)
		}
		if n := strings.Count(s.Requests()[1].Raw, "gAAAA-encrypted"); n != 1 {
			t.Errorf("the reasoning was sent back %d times", n)
		}
	}
}

func TestRequestsThatNoEndpointTakes(t *testing.T) {
	s := llmtest.Start(t, llmtest.Say{Text: "yes"})
	e := endpoint(t, s, nil)
	for says, request := range map[string]Request{
		"needs a message":   {},
		"which nobody made": {Messages: []Message{{Role: Result, CallID: "c1"}}},
		"answered already":  {Messages: []Message{{Role: Assistant, Calls: []Call{{ID: "c1"}}}, {Role: Result, CallID: "c1"}, {Role: Result, CallID: "c1"}}},
		"have no result":    {Messages: []Message{{Role: Assistant, Calls: []Call{{ID: "c1"}}}}},
		"stands before":     {Messages: []Message{{Role: Assistant, Calls: []Call{{ID: "c1"}}}, {Role: User, Text: "Well?"}, {Role: Result, CallID: "c1"}}},
		"twice, or":         {Messages: []Message{{Role: Assistant, Calls: []Call{{ID: "c1"}, {ID: "c1"}}}, {Role: Result, CallID: "c1"}}},
		"without an ID":     {Messages: []Message{{Role: Assistant, Calls: []Call{{}}}, {Role: Result}}},
		"unknown role":      {Messages: []Message{{Role: "root", Text: "hello"}}},
		"calls a tool":      {Messages: []Message{{Role: User, Calls: []Call{{ID: "c1"}}}, {Role: Result, CallID: "c1"}}},
		"tool \"a b\"":      {Messages: question.Messages, Tools: []Tool{{Name: "a b", Parameters: json.RawMessage(`{}`)}}},
		"tool \"a\"":        {Messages: question.Messages, Tools: []Tool{{Name: "a"}}},
		"output \"a\"":      {Messages: question.Messages, Output: &Output{Name: "a", Schema: json.RawMessage(`{`)}},
	} {
		if _, failure := kindOfAnswer(t, e, request); failure.Kind != Invalid || !strings.Contains(failure.Error(), says) {
			t.Errorf("%s: %v", says, failure)
		}
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}
