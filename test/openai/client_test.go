package openai

import (
	"cmp"
	"errors"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/llm/llmtest"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/responses"
)

// heard is what the client made of an answer.
type heard struct {
	Text, Refusal, Stop string
	Calls               []llmtest.Call
	Tokens              llmtest.Tokens
}

var says = map[string]llmtest.Say{
	"text":           {Text: "Der Dienst „payments“ hat keine Pods. 服务没有端点。", Tokens: &llmtest.Tokens{Input: 120, Cached: 100, Output: 17, Reasoning: 5}},
	"calls at once":  {Calls: []llmtest.Call{{ID: "call_a", Name: "run_checks", Arguments: `{"checks":["a","b"]}`}, {ID: "call_b", Name: "read_evidence", Arguments: `{"kind":"services","from":30}`}}, Tokens: &llmtest.Tokens{Input: 9, Output: 4}},
	"JSON":           {Text: `{"sentences":[{"text":"\"quoted\" \\ and é","cites":["A2"],"hypothesis":false}],"unclear":false}`, Tokens: &llmtest.Tokens{Input: 1, Output: 2}},
	"refusal":        {Refusal: "I will not help with that.", Tokens: &llmtest.Tokens{Input: 3, Output: 8}},
	"cut by length":  {Text: "The selector of", Stop: "length", Tokens: &llmtest.Tokens{Input: 5, Output: 3}},
	"as Azure sends": {Text: "The selector matches no pod.", Azure: true, Tokens: &llmtest.Tokens{Input: 5, Output: 6}},
}

func client(t *testing.T, play llmtest.Play) openai.Client {
	t.Helper()
	server := llmtest.Start(t, play)
	return openai.NewClient(option.WithBaseURL(server.URL), option.WithAPIKey("a-key"), option.WithMaxRetries(0))
}

var dialects = map[string]func(*testing.T, openai.Client) (heard, error){
	"chat": func(t *testing.T, c openai.Client) (heard, error) {
		answer, err := c.Chat.Completions.New(t.Context(), question)
		if err != nil {
			return heard{}, err
		}
		return ofChat(*answer), nil
	},
	"chat, streamed": func(t *testing.T, c openai.Client) (heard, error) {
		stream := c.Chat.Completions.NewStreaming(t.Context(), question)
		defer func() { _ = stream.Close() }() // all of it was read, or the error is told
		var whole openai.ChatCompletionAccumulator
		for stream.Next() {
			if !whole.AddChunk(stream.Current()) {
				t.Errorf("the client cannot add %s", stream.Current().RawJSON())
			}
		}
		return ofChat(whole.ChatCompletion), stream.Err()
	},
	"responses": func(t *testing.T, c openai.Client) (heard, error) {
		answer, err := c.Responses.New(t.Context(), asked)
		if err != nil {
			return heard{}, err
		}
		return ofResponse(*answer), nil
	},
	"responses, streamed": func(t *testing.T, c openai.Client) (heard, error) {
		stream := c.Responses.NewStreaming(t.Context(), asked)
		defer func() { _ = stream.Close() }() // all of it was read, or the error is told
		var last heard
		var deltas string
		for number := int64(0); stream.Next(); number++ {
			event := stream.Current()
			if event.SequenceNumber != number {
				t.Errorf("event %d has the number %d", number, event.SequenceNumber)
			}
			switch e := event.AsAny().(type) {
			case responses.ResponseTextDeltaEvent:
				deltas += e.Delta
			case responses.ResponseRefusalDeltaEvent:
				deltas += e.Delta
			case responses.ResponseCompletedEvent:
				last = ofResponse(e.Response)
			case responses.ResponseIncompleteEvent:
				last = ofResponse(e.Response)
			case nil:
				t.Errorf("the client does not know %s", event.RawJSON())
			}
		}
		if deltas != last.Text+last.Refusal {
			t.Errorf("the pieces are %q, and the whole %q", deltas, last.Text+last.Refusal)
		}
		return last, stream.Err()
	},
}

func TestTheOfficialClientHearsWhatIsSaid(t *testing.T) {
	for dialect, hear := range dialects {
		for name, say := range says {
			t.Run(dialect+"/"+name, func(t *testing.T) {
				got, err := hear(t, client(t, say))
				if err != nil {
					t.Fatal(err)
				}
				stop := cmp.Or(say.Stop, map[bool]string{true: "tool_calls", false: "stop"}[len(say.Calls) > 0])
				if want := (heard{say.Text, say.Refusal, stop, say.Calls, *say.Tokens}); !reflect.DeepEqual(got, want) {
					t.Errorf("got %+v, want %+v", got, want)
				}
			})
		}
	}
}

func TestTheOfficialClientHearsRefusals(t *testing.T) {
	for dialect, hear := range dialects {
		t.Run(dialect, func(t *testing.T) {
			_, err := hear(t, client(t, llmtest.Refuse(http.StatusTooManyRequests, `{"error":{"message":"slow down","type":"requests","code":"rate_limit_exceeded","param":null}}`, "Retry-After", "7")))
			var refused *openai.Error
			if !errors.As(err, &refused) || refused.StatusCode != http.StatusTooManyRequests || refused.Code != "rate_limit_exceeded" || refused.Message != "slow down" {
				t.Fatalf("got %v", err)
			}
			if wait, err := time.ParseDuration(refused.Response.Header.Get("Retry-After") + "s"); err != nil || wait != 7*time.Second {
				t.Errorf("it is asked to wait %s, %v", wait, err)
			}
		})
	}
}
