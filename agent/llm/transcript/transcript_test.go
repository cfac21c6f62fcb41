package transcript

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/agent/llm/llmtest"
)

func request(text string) llm.Request {
	return llm.Request{
		Messages: []llm.Message{{Role: llm.User, Text: text}},
		Tools:    []llm.Tool{{Name: "look", Parameters: json.RawMessage(`{"type": "object"}`)}},
	}
}

// recorded is a conversation of an answer, a call and a failure.
func recorded(t *testing.T) string {
	t.Helper()
	none := 0
	server := llmtest.Start(t, llmtest.Say{Text: "first", Tokens: &llmtest.Tokens{Input: 7, Output: 2}},
		llmtest.Say{Calls: []llmtest.Call{{ID: "c", Name: "look", Arguments: `{"at":1}`}}}, llmtest.Refuse(500, `{"error":{"message":"no"}}`))
	provider, err := llm.New(llm.Settings{Endpoint: server.URL, Model: "m", Retries: &none})
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	r := &Recorder{Provider: provider, To: &file}
	for i, text := range []string{"a", "b", "c"} {
		if _, err := r.Answer(t.Context(), request(text), nil); (err != nil) != (i == 2) {
			t.Fatalf("turn %d: %v", i, err)
		}
	}
	return file.String()
}

func TestWhatWasSaidIsPlayed(t *testing.T) {
	p, err := Read(strings.NewReader(recorded(t)))
	if err != nil {
		t.Fatal(err)
	}
	first, err := p.Answer(t.Context(), request("a"), nil)
	if err != nil || first.Message.Text != "first" || first.Usage.Input != 7 || !first.Usage.Known {
		t.Errorf("got %+v, %v", first, err)
	}
	second, err := p.Answer(t.Context(), request("b"), nil)
	if err != nil || len(second.Message.Calls) != 1 || string(second.Message.Calls[0].Arguments) != `{"at":1}` || second.Stop != llm.Called {
		t.Errorf("got %+v, %v", second, err)
	}
	if _, err := p.Answer(t.Context(), request("c"), nil); !llm.Is(err, llm.Unavailable) {
		t.Errorf("got %v", err)
	}
	if _, err := p.Answer(t.Context(), request("d"), nil); err == nil || p.Left() != 0 {
		t.Errorf("got %v, and %d turns are left", err, p.Left())
	}
}

func TestAnotherQuestionIsNotAnswered(t *testing.T) {
	p, err := Read(strings.NewReader(recorded(t)))
	if err != nil {
		t.Fatal(err)
	}
	other := request("a")
	other.Tools = nil
	for _, r := range []llm.Request{request("x"), other, {}} {
		if answer, err := p.Answer(t.Context(), r, nil); err == nil {
			t.Errorf("got %+v", answer)
		}
	}
	if p.Left() != 3 {
		t.Errorf("%d turns are left", p.Left())
	}
}

func TestWhatIsNoConversationIsRefused(t *testing.T) {
	for _, text := range []string{"", "\n", "{", `{"other":1}`, "[]"} {
		if p, err := Read(strings.NewReader(text)); err == nil {
			t.Errorf("%q: got %+v", text, p)
		}
	}
}
